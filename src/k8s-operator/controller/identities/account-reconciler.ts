/** A NatsAccount: its keys, its JWT, and that servers use just this one. */
import { NatsxError } from '../../../base/errors.ts';
import { decodeAs, encode } from '../../../jwt/codec.ts';
import type { AccountClaims } from '../../../jwt/account-claims.ts';
import { validate } from '../../../jwt/validate.ts';
import type { NatsAccountStatus } from '../../account-schema.ts';
import type { Secret } from '../../kubernetes.ts';
import type { NatsAccount, NatsOperator } from '../../resources.ts';
import { stated, toSeconds, type Statement } from '../conditions.ts';
import { addFinalizer, hasFinalizer, removeFinalizer } from '../finalizers.ts';
import { kindNamed } from '../kinds.ts';
import { ownedBy, secretText } from '../kube-object.ts';
import type { Metrics } from '../metrics.ts';
import type { Scene } from '../scene.ts';
import { writeStatus } from '../status.ts';
import type { Again } from '../work-queue.ts';
import { accountClaims, type AccountSources } from './account-claims.ts';
import { ACCOUNT_ENTRY, keysSecretOf, signingEntry } from './account-keys.ts';
import type { Destinations } from './destinations.ts';
import { ensureAccountKeys, readKey } from './key-secrets.ts';
import { NotReady } from './not-ready.ts';
import { keyOfReference, resolve } from './references.ts';
import { saysSame } from './same-claims.ts';

const SECRET = kindNamed('Secret');
/** Servers are to forget an account before it is gone here. */
const FINALIZER = 'nats.io/forget-account';

interface Issued {
  readonly token: string;
  readonly claims: AccountClaims;
  readonly signingKeys: NonNullable<NatsAccountStatus['signingKeys']>;
}

export class AccountReconciler {
  readonly #scene: Scene;
  readonly #destinations: Destinations;
  readonly #metrics: Metrics;
  readonly #driftMs: number;
  /** The JWT that was issued last, by uid of the account: its status may not be seen yet. */
  readonly #issued = new Map<string, string>();

  constructor(scene: Scene, destinations: Destinations, metrics: Metrics, driftMs: number) {
    this.#scene = scene;
    this.#destinations = destinations;
    this.#metrics = metrics;
    this.#driftMs = driftMs;
  }

  async reconcile(namespace: string, name: string): Promise<Again> {
    const { watches, uses } = this.#scene;
    const account = watches.accounts.get(namespace, name);
    const key = `NatsAccount/${namespace}/${name}`;
    if (account === undefined) {
      uses.forget(key);
      return undefined;
    }
    if (account.metadata.deletionTimestamp !== undefined) {
      this.#issued.delete(account.metadata.uid ?? '');
    }
    uses.note(key, sourcesOf(account));
    try {
      if (account.metadata.deletionTimestamp !== undefined) return await this.#leave(account);
      return await this.#make(account);
    } catch (error) {
      if (!(error instanceof NotReady)) throw error;
      const { reason, message } = error;
      await this.#tell(account, {}, { type: 'Ready', isSo: false, reason, message });
      return undefined;
    }
  }

  async #make(account: NatsAccount): Promise<Again> {
    const { watches } = this.#scene;
    const operator = resolve(watches.operators, account, account.spec.operatorRef);
    const isPushed = operator.spec.push !== undefined;
    if (isPushed && account.spec.deletionPolicy !== 'Retain') {
      if (!hasFinalizer(account, FINALIZER)) {
        await addFinalizer(this.#scene.api, account, FINALIZER);
        // It comes again as what it is now.
        return undefined;
      }
    }
    const issued = await this.#issue(account, operator);
    const known = knownOf(issued);
    if (!isPushed) {
      const message = 'Its JWT is issued; the operator does not say where to push it';
      await this.#tell(account, known, { type: 'Ready', isSo: true, reason: 'Issued', message });
      return undefined;
    }
    const isNew = account.status?.jwt !== issued.token;
    if (isNew) {
      const message = 'Its JWT is issued, and goes to the servers now';
      await this.#tell(account, known, { type: 'Ready', isSo: false, reason: 'Issued', message });
    }
    await this.#give(account, operator, issued, isNew);
    return this.#driftMs;
  }

  async #issue(account: NatsAccount, operator: NatsOperator): Promise<Issued> {
    const { api, events, now } = this.#scene;
    const { namespace = '' } = operator.metadata;
    const names = (account.spec.signingKeys ?? []).map(({ name }) => name);
    const entries = [ACCOUNT_ENTRY, ...names.map(signingEntry)];
    // Who wants the account to stay on the servers wants its keys to stay, too.
    const owners = account.spec.deletionPolicy === 'Retain' ? [] : [ownedBy(account)];
    const secret = { name: keysSecretOf(account), entries, owners };
    const known = account.status?.publicKey;
    const keys = await ensureAccountKeys(api, account, secret, known);
    const publicKeys = new Map(Array.from(keys, ([entry, pair]) => [entry, pair.publicKey]));
    for (const pair of keys.values()) pair.wipe();
    const signingKeys = names.map((name) => ({
      name,
      publicKey: publicKeys.get(signingEntry(name))!,
    }));
    const revoked = Object.entries(account.status?.revokedUsers ?? {});
    const claims = accountClaims(account, {
      publicKey: publicKeys.get(ACCOUNT_ENTRY)!,
      signingKeys: new Map(signingKeys.map(({ name, publicKey }) => [name, publicKey])),
      imports: await this.#imports(account),
      revocations: new Map(revoked.map(([key, at]) => [key, at])),
    });
    const signer = await readKey(api, namespace, operator.spec.signingKey, 'operator');
    try {
      refuseInvalid(claims, signer.publicKey);
      const { uid = '' } = account.metadata;
      const there = [this.#issued.get(uid), account.status?.jwt];
      const same = there.find((jwt) => saysSame(jwt, claims, signer.publicKey));
      const token = same ?? encode(claims, signer, { now: now() });
      this.#issued.set(uid, token);
      if (same === undefined)
        events.normal(account, 'Issued', `Issued the JWT of account ${claims.sub}`);
      return { token, claims: decodeAs('account', token), signingKeys };
    } finally {
      signer.wipe();
    }
  }

  /** What the imports mean, in order. */
  async #imports(account: NatsAccount): Promise<AccountSources['imports']> {
    const { watches } = this.#scene;
    const all: { account: string; token: string }[] = [];
    for (const each of account.spec.imports ?? []) {
      const { accountRef } = each;
      if ((accountRef === undefined) === (each.account === undefined)) {
        throw new NotReady(
          'Invalid',
          `The import of ${each.subject} needs either accountRef or account`,
        );
      }
      // Any account may import what another exports: the export says whether a token is needed.
      const place = accountRef?.namespace ?? account.metadata.namespace ?? '';
      const exporter =
        accountRef && watches.accounts.get(place, accountRef.name)?.status?.publicKey;
      const key = each.account ?? exporter;
      if (key === undefined) {
        throw new NotReady(
          'NoExporter',
          `NatsAccount ${place}/${accountRef?.name ?? ''}, which exports ${each.subject}, has no key yet`,
        );
      }
      all.push({ account: key, token: await this.#activation(account, each.token) });
    }
    return all;
  }

  async #activation(
    { metadata: { namespace = '' } }: NatsAccount,
    from: { readonly secret: string; readonly key?: string } | undefined,
  ): Promise<string> {
    if (from === undefined) return '';
    const secret = await this.#scene.api.get<Secret>(SECRET, namespace, from.secret);
    const entry = from.key ?? 'activation.jwt';
    const text = secret === undefined ? undefined : secretText(secret, entry);
    if (text !== undefined) return text.trim();
    throw new NotReady(
      'NoActivation',
      `There is no Secret ${namespace}/${from.secret} with an entry ${entry}`,
    );
  }

  /** Gives it to all who do not use it as it is now. */
  async #give(
    account: NatsAccount,
    operator: NatsOperator,
    issued: Issued,
    isNew: boolean,
  ): Promise<void> {
    const { events, now } = this.#scene;
    const { token, claims } = issued;
    const before = account.status ?? {};
    const wasPushed = !isNew && before.pushedAt !== undefined && isReady(account);
    let given = 0;
    try {
      given = await this.#destinations.with(operator, async (all) => {
        let count = 0;
        for (const destination of all) {
          // What was never there need not be looked for: nobody answers that they do not have it.
          if (wasPushed && (await destination.use(claims.sub, token)) === 'as issued') continue;
          await destination.push(claims.sub, token);
          this.#metrics.add('natsx_operator_pushes_total', { result: 'success' });
          count += 1;
        }
        return count;
      });
    } catch (error) {
      if (error instanceof NotReady) throw error;
      this.#metrics.add('natsx_operator_pushes_total', { result: 'failure' });
      const { message } = error as Error;
      const statement = { type: 'Ready', isSo: false, reason: 'NotPushed', message };
      await this.#tell(account, knownOf(issued), statement);
      throw error;
    }
    const isDrift = wasPushed && given > 0;
    if (isDrift) {
      this.#metrics.add('natsx_operator_drift_repairs_total');
      events.warning(
        account,
        'DriftRepaired',
        'Servers used another JWT of the account, and were given this one again',
      );
    } else if (given > 0) events.normal(account, 'Pushed', 'Servers took the JWT of the account');
    const repairs = (before.driftRepairs ?? 0) + (isDrift ? 1 : 0);
    await this.#tell(
      account,
      {
        ...knownOf(issued),
        ...(given > 0 || before.pushedAt === undefined ? { pushedAt: toSeconds(now()) } : {}),
        ...(repairs > 0 ? { driftRepairs: repairs } : {}),
      },
      { type: 'Ready', isSo: true, reason: 'Pushed', message: 'Servers use its JWT' },
    );
  }

  /** Servers forget it, unless it is to stay there. */
  async #leave(account: NatsAccount): Promise<Again> {
    const { api, watches, events } = this.#scene;
    if (!hasFinalizer(account, FINALIZER)) return undefined;
    const key = account.status?.publicKey;
    const { operatorRef } = account.spec;
    const place = operatorRef.namespace ?? account.metadata.namespace ?? '';
    const operator = watches.operators.get(place, operatorRef.name);
    const isSystem = operator?.status?.systemAccount === key;
    const isToGo = account.spec.deletionPolicy !== 'Retain' && !isSystem;
    if (key !== undefined && operator !== undefined && isToGo) {
      try {
        await this.#forget(key, operator);
        events.normal(account, 'Forgotten', `Servers forget account ${key}`);
      } catch (error) {
        if (!(error instanceof NatsxError)) throw error;
        if (!isForGood(error)) throw error;
        events.warning(account, 'NotForgotten', error.message);
      }
    }
    await removeFinalizer(api, account, FINALIZER);
    return undefined;
  }

  async #forget(key: string, operator: NatsOperator): Promise<void> {
    const { namespace = '' } = operator.metadata;
    const signer = await readKey(this.#scene.api, namespace, operator.spec.signingKey, 'operator');
    try {
      await this.#destinations.with(operator, async (all) => {
        for (const destination of all) await destination.remove(key, signer);
      });
    } finally {
      signer.wipe();
    }
  }

  async #tell(
    account: NatsAccount,
    known: Partial<NatsAccountStatus>,
    statement: Statement,
  ): Promise<void> {
    const { api, watches, now } = this.#scene;
    const { generation, namespace = '', name } = account.metadata;
    // Users may have been revoked since.
    const latest = watches.accounts.get(namespace, name) ?? account;
    // Revoked users are the users' to write.
    const { conditions, ...last } = latest.status ?? {};
    delete (last as { revokedUsers?: unknown }).revokedUsers;
    const status = {
      ...last,
      ...known,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      conditions: stated(conditions, [statement], generation, now()),
    };
    await writeStatus(api, latest, status, ['revokedUsers']);
  }
}

function knownOf({ token, claims, signingKeys }: Issued): Partial<NatsAccountStatus> {
  return {
    publicKey: claims.sub,
    signingKeys,
    jwt: token,
    issuedAt: toSeconds(new Date(claims.iat * 1000)),
  };
}

function isReady({ status }: NatsAccount): boolean {
  return (
    status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true
  );
}

function refuseInvalid(claims: AccountClaims, issuer: string): void {
  const issue = validate({ ...claims, iss: issuer }).find(({ level }) => level === 'error');
  if (issue !== undefined) throw new NotReady('Invalid', issue.description);
}

/** Whether trying again is of no use: what the servers need is not there, or they said no. */
function isForGood(error: NatsxError): boolean {
  return error instanceof NotReady || error.message.includes('responded with error');
}

function sourcesOf(account: NatsAccount): string[] {
  const { spec, metadata } = account;
  const { namespace = '' } = metadata;
  const names = [
    keyOfReference('NatsOperator', account, spec.operatorRef),
    `Secret/${namespace}/${keysSecretOf(account)}`,
  ];
  for (const { accountRef, token } of spec.imports ?? []) {
    if (accountRef !== undefined) names.push(keyOfReference('NatsAccount', account, accountRef));
    if (token !== undefined) names.push(`Secret/${namespace}/${token.secret}`);
  }
  return names;
}
