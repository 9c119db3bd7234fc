/** A NatsUser: creds in a Secret, renewed before they expire, and void once it is gone. */
import { parseDuration } from '../../../base/duration.ts';
import { decodeAs, encode } from '../../../jwt/codec.ts';
import { formatCreds } from '../../../jwt/creds.ts';
import { addTags } from '../../../jwt/lists.ts';
import { isRevoked } from '../../../jwt/revocations.ts';
import { asScopedUser, newUserClaims, type UserClaims } from '../../../jwt/user-claims.ts';
import { validate } from '../../../jwt/validate.ts';
import { createUser } from '../../../nkeys/create.ts';
import { parseDecoratedJwt, parseDecoratedUserNkey } from '../../../nkeys/creds.ts';
import type { KeyPair } from '../../../nkeys/keypair.ts';
import type { Secret } from '../../kubernetes.ts';
import type { NatsAccount, NatsUser } from '../../resources.ts';
import type { NatsUserStatus } from '../../user-schema.ts';
import { stated, toSeconds, type Statement } from '../conditions.ts';
import { addFinalizer, hasFinalizer, removeFinalizer } from '../finalizers.ts';
import { kindNamed, kindOf } from '../kinds.ts';
import { controllerOf, ownedBy, secretText } from '../kube-object.ts';
import type { Scene } from '../scene.ts';
import { writeStatus } from '../status.ts';
import type { Again } from '../work-queue.ts';
import { ACCOUNT_ENTRY, keysSecretOf, signingEntry } from './account-keys.ts';
import { readKey } from './key-secrets.ts';
import { NotReady } from './not-ready.ts';
import { userLimitsOf } from './permissions.ts';
import { keyOfReference, resolve } from './references.ts';
import { saysSame } from './same-claims.ts';

const SECRET = kindNamed('Secret');
/** The JWT is good until it expires, unless it is revoked. */
const FINALIZER = 'nats.io/revoke-user';
const EXPIRES = 'nats.io/expires-at';

/** The part of its life that is left when a JWT is renewed, unless the resource says. */
const LEFT = 1 / 3;
/** How long before a deletion that does not come about is looked at again. */
const AGAIN_MS = 5_000;

/** The creds that are there. */
interface Creds {
  readonly token: string;
  readonly pair: KeyPair;
}

/** Who signs: with a scoped key the user has no rights of its own. */
interface Signing {
  readonly pair: KeyPair;
  readonly isScoped: boolean;
}

export class UserReconciler {
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  async reconcile(namespace: string, name: string): Promise<Again> {
    const { watches, uses } = this.#scene;
    const user = watches.users.get(namespace, name);
    const key = `NatsUser/${namespace}/${name}`;
    if (user === undefined) {
      uses.forget(key);
      return undefined;
    }
    uses.note(key, [
      keyOfReference('NatsAccount', user, user.spec.accountRef),
      `Secret/${namespace}/${secretNameOf(user)}`,
    ]);
    if (user.metadata.deletionTimestamp !== undefined) return this.#leave(user);
    try {
      return await this.#make(user);
    } catch (error) {
      if (!(error instanceof NotReady)) throw error;
      const { reason, message } = error;
      await this.#tell(user, {}, { type: 'Ready', isSo: false, reason, message });
      return undefined;
    }
  }

  async #make(user: NatsUser): Promise<Again> {
    const { api, watches, now } = this.#scene;
    const account = resolve(watches.accounts, user, user.spec.accountRef);
    const accountKey = account.status?.publicKey;
    if (accountKey === undefined) {
      throw new NotReady('NoAccount', `NatsAccount ${account.metadata.name} has no key yet`);
    }
    if (!hasFinalizer(user, FINALIZER)) {
      await addFinalizer(api, user, FINALIZER);
      return undefined; // It comes again as what it is now.
    }
    const secret = await this.#secret(user);
    const creds = secret === undefined ? undefined : credsIn(secret, user);
    const before = user.status?.publicKey;
    if (creds === undefined && before !== undefined) await this.#revoke(user, account, before);
    const signing = await this.#signing(user, account);
    const pair = creds?.pair ?? createUser();
    try {
      const wanted = claimsOf(user, pair.publicKey, accountKey, signing.isScoped);
      const isGood = creds !== undefined && isStillGood(creds.token, wanted, signing, user, now());
      const token = isGood ? creds.token : this.#issue(wanted, signing, user);
      if (!isGood) await this.#write(user, token, pair);
      return await this.#done(user, token);
    } finally {
      pair.wipe();
      signing.pair.wipe();
    }
  }

  async #secret(user: NatsUser): Promise<Secret | undefined> {
    const secret = await this.#secretNamed(user);
    if (secret === undefined || isOf(secret, user)) return secret;
    const { namespace = '', name } = secret.metadata;
    const text = `Secret ${namespace}/${name} is there, and is not of this NatsUser`;
    throw new NotReady('SecretTaken', text);
  }

  #secretNamed(user: NatsUser): Promise<Secret | undefined> {
    const { namespace = '' } = user.metadata;
    return this.#scene.api.get<Secret>(SECRET, namespace, secretNameOf(user));
  }

  /** The key that is named; else one that may issue anybody; else the account's own. */
  async #signing({ spec }: NatsUser, account: NatsAccount): Promise<Signing> {
    const { namespace = '', name } = account.metadata;
    const all = account.spec.signingKeys ?? [];
    const isFree = (each: (typeof all)[number]) =>
      each.role === undefined && each.template === undefined;
    const chosen =
      spec.signingKey === undefined
        ? all.find(isFree)
        : all.find((each) => each.name === spec.signingKey);
    if (spec.signingKey !== undefined && chosen === undefined) {
      throw new NotReady(
        'NoSigningKey',
        `NatsAccount ${namespace}/${name} has no signing key ${spec.signingKey}`,
      );
    }
    const key = chosen === undefined ? ACCOUNT_ENTRY : signingEntry(chosen.name);
    const secret = { secret: keysSecretOf(account), key };
    const pair = await readKey(this.#scene.api, namespace, secret, 'account');
    return { pair, isScoped: chosen !== undefined && !isFree(chosen) };
  }

  #issue(wanted: UserClaims, { pair }: Signing, { spec }: NatsUser): string {
    const issue = validate(wanted).find(({ level }) => level === 'error');
    if (issue !== undefined) throw new NotReady('Invalid', issue.description);
    const now = this.#scene.now();
    const lifetime = lifetimeSeconds(spec);
    const exp = lifetime === 0 ? 0 : Math.floor(now.getTime() / 1000) + lifetime;
    return encode({ ...wanted, exp }, pair, { now });
  }

  async #write(user: NatsUser, token: string, pair: KeyPair): Promise<void> {
    const { api, events } = this.#scene;
    const { namespace = '' } = user.metadata;
    const name = secretNameOf(user);
    const { exp } = decodeAs('user', token);
    const expires = exp === 0 ? {} : { [EXPIRES]: toSeconds(new Date(exp * 1000)) };
    await api.apply(SECRET, {
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'nats.io/creds' },
      metadata: {
        ...{ namespace, name },
        labels: { 'app.kubernetes.io/managed-by': 'natsx' },
        annotations: expires,
        ownerReferences: [ownedBy(user)],
      },
      data: { [entryOf(user)]: Buffer.from(formatCreds(token, pair.seed())).toString('base64') },
    });
    events.normal(user, 'Issued', `Issued creds of user ${pair.publicKey}, in Secret ${name}`);
  }

  async #done(user: NatsUser, token: string): Promise<Again> {
    const { sub, iat, exp, nats, iss } = decodeAs('user', token);
    const renewAt = renewalOf(token, user);
    const message = `Its creds are in Secret ${secretNameOf(user)}`;
    await this.#tell(
      user,
      {
        publicKey: sub,
        account: nats.issuer_account === '' ? iss : nats.issuer_account,
        secretName: secretNameOf(user),
        issuedAt: toSeconds(new Date(iat * 1000)),
        ...(exp === 0 ? {} : { expiresAt: toSeconds(new Date(exp * 1000)) }),
        ...(renewAt === undefined ? {} : { renewAt: toSeconds(renewAt) }),
      },
      { type: 'Ready', isSo: true, reason: 'Issued', message },
    );
    return renewAt === undefined
      ? undefined
      : Math.max(1_000, renewAt.getTime() - this.#scene.now().getTime());
  }

  /** Its JWTs are revoked in the account, and gone once servers know that. */
  async #leave(user: NatsUser): Promise<Again> {
    const { api, watches } = this.#scene;
    if (!hasFinalizer(user, FINALIZER)) return undefined;
    const key = user.status?.publicKey;
    const { accountRef } = user.spec;
    const account = watches.accounts.get(
      accountRef.namespace ?? user.metadata.namespace ?? '',
      accountRef.name,
    );
    const isOver = account === undefined || account.metadata.deletionTimestamp !== undefined;
    if (key !== undefined && !isOver && account.status?.publicKey === user.status?.account) {
      const revokedAt = await this.#revoke(user, account, key);
      if (!knowsRevocation(account, key, revokedAt)) return AGAIN_MS;
    }
    // Not left to Kubernetes, which takes its time.
    const secret = await this.#secretNamed(user);
    if (secret !== undefined && isOf(secret, user)) await api.remove(SECRET, secret);
    await removeFinalizer(api, user, FINALIZER);
    return undefined;
  }

  /** Whoever has creds with this key is to be let in no more. Answers since when. */
  async #revoke(user: NatsUser, account: NatsAccount, key: string): Promise<number> {
    const { api, now, events } = this.#scene;
    const revokedAt = account.status?.revokedUsers?.[key];
    if (revokedAt !== undefined) return revokedAt;
    const at = Math.floor(now().getTime() / 1000);
    const status = { revokedUsers: { [key]: at } };
    await api.merge(kindOf(account), account, { status }, 'status');
    events.normal(user, 'Revoked', `Revoked user ${key}`);
    return at;
  }

  async #tell(user: NatsUser, known: Partial<NatsUserStatus>, statement: Statement): Promise<void> {
    const { api, now } = this.#scene;
    const { generation } = user.metadata;
    const { conditions, expiresAt, renewAt, ...last } = user.status ?? {};
    // Times are those of the JWT that is there now, if it has any.
    const times = 'publicKey' in known ? {} : { expiresAt, renewAt };
    const status = {
      ...last,
      ...times,
      ...known,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      conditions: stated(conditions, [statement], generation, now()),
    };
    await writeStatus(api, user, status);
  }
}

function isOf(secret: Secret, user: NatsUser): boolean {
  return controllerOf(secret)?.uid === user.metadata.uid;
}

function secretNameOf({ spec, metadata: { name } }: NatsUser): string {
  return spec.secretName ?? `${name}-nats-creds`;
}

function entryOf({ spec }: NatsUser): string {
  return spec.secretKey ?? 'user.creds';
}

/** Undefined if they can't be read: then the user gets new ones. */
function credsIn(secret: Secret, user: NatsUser): Creds | undefined {
  const text = secretText(secret, entryOf(user));
  if (text === undefined) return undefined;
  try {
    const token = parseDecoratedJwt(text);
    const pair = parseDecoratedUserNkey(text);
    if (decodeAs('user', token).sub === pair.publicKey) return { token, pair };
    pair.wipe();
  } catch {
    // Somebody has written something else there.
  }
  return undefined;
}

function claimsOf(
  { spec, metadata }: NatsUser,
  key: string,
  account: string,
  isScoped: boolean,
): UserClaims {
  const claims = newUserClaims(key);
  const nats = {
    ...claims.nats,
    ...userLimitsOf(spec),
    issuer_account: account,
    tags: addTags([], ...(spec.tags ?? [])),
  };
  const named = { ...claims, name: spec.displayName ?? metadata.name, nats };
  return isScoped ? asScopedUser(named) : named;
}

function isStillGood(
  token: string,
  wanted: UserClaims,
  { pair }: Signing,
  user: NatsUser,
  now: Date,
): boolean {
  if (!saysSame(token, wanted, pair.publicKey)) return false;
  const { exp, iat } = decodeAs('user', token);
  const lifetime = lifetimeSeconds(user.spec);
  if ((exp === 0 ? 0 : exp - iat) !== lifetime) return false;
  const renewAt = renewalOf(token, user);
  return renewAt === undefined || renewAt > now;
}

/** 0 for ever. */
function lifetimeSeconds({ expiresAfter }: NatsUser['spec']): number {
  return expiresAfter === undefined
    ? 0
    : Math.max(1, Math.round(parseDuration(expiresAfter) / 1000));
}

function renewalOf(token: string, { spec: { renewBefore } }: NatsUser): Date | undefined {
  const { exp, iat } = decodeAs('user', token);
  if (exp === 0) return undefined;
  const lifeMs = (exp - iat) * 1000;
  const beforeMs = renewBefore === undefined ? lifeMs * LEFT : parseDuration(renewBefore);
  // One that is to be renewed before it is issued would be renewed for ever.
  return new Date(exp * 1000 - Math.min(beforeMs, lifeMs * 0.9));
}

/** Whether the JWT that servers use says so. */
function knowsRevocation({ status }: NatsAccount, key: string, at: number): boolean {
  if (status?.jwt === undefined) return false;
  const { revocations } = decodeAs('account', status.jwt).nats;
  const isUsed = status.conditions?.some(
    ({ type, status: is }) => type === 'Ready' && is === 'True',
  );
  return isUsed === true && isRevoked(revocations, key, at);
}
