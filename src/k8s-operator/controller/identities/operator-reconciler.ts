/** A NatsOperator: its JWT, which servers trust, and what it takes to speak with them for its accounts. */
import { decodeAs, encode } from '../../../jwt/codec.ts';
import { newOperatorClaims, type OperatorClaims } from '../../../jwt/operator-claims.ts';
import type { KeyPair } from '../../../nkeys/keypair.ts';
import type { Secret } from '../../kubernetes.ts';
import type { OperatorTrust } from '../../render.ts';
import type { NatsOperator } from '../../resources.ts';
import { stated, toSeconds, type Statement } from '../conditions.ts';
import { kindNamed } from '../kinds.ts';
import { controllerOf, keyOf, ownedBy, secretText } from '../kube-object.ts';
import type { Scene } from '../scene.ts';
import { writeStatus } from '../status.ts';
import type { Again } from '../work-queue.ts';
import { readKey } from './key-secrets.ts';
import { NotReady } from './not-ready.ts';

const SECRET = kindNamed('Secret');
const JWT_ENTRY = 'op.jwt';

export class OperatorReconciler {
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** What servers are to trust; undefined as long as that is not known. */
  trust(namespace: string, name: string): OperatorTrust | undefined {
    const { watches } = this.#scene;
    const operator = watches.operators.get(namespace, name);
    const { jwtSecret, systemAccount } = operator?.status ?? {};
    const account = watches.accounts.get(namespace, operator?.spec.systemAccount ?? '');
    const jwt = account?.status?.jwt;
    if (jwtSecret === undefined || systemAccount === undefined || jwt === undefined)
      return undefined;
    return { jwtSecret, systemAccount, preload: { [systemAccount]: jwt } };
  }

  async reconcile(namespace: string, name: string): Promise<Again> {
    const { watches, uses } = this.#scene;
    const operator = watches.operators.get(namespace, name);
    const key = `NatsOperator/${namespace}/${name}`;
    if (operator === undefined || operator.metadata.deletionTimestamp !== undefined) {
      uses.forget(key);
      return undefined;
    }
    uses.note(key, sourcesOf(operator));
    try {
      await this.#make(operator);
    } catch (error) {
      if (!(error instanceof NotReady)) throw error;
      const { reason, message } = error;
      await this.#tell(operator, {}, { type: 'Ready', isSo: false, reason, message });
    }
    return undefined;
  }

  async #make(operator: NatsOperator): Promise<void> {
    const { namespace = '' } = operator.metadata;
    const signer = await readKey(this.#scene.api, namespace, operator.spec.signingKey, 'operator');
    try {
      const systemAccount = this.#systemAccount(operator);
      const claims = await this.#claims(operator, signer, systemAccount);
      const known = {
        publicKey: claims.sub,
        signingKey: signer.publicKey,
        jwtSecret: jwtSecretOf(operator),
        issuedAt: toSeconds(new Date(claims.iat * 1000)),
        ...(systemAccount === undefined ? {} : { systemAccount }),
      };
      const message = `Servers that trust Secret ${jwtSecretOf(operator)} take its accounts`;
      const statement = { type: 'Ready', isSo: true, reason: 'Issued', message };
      await this.#tell(operator, known, statement);
    } finally {
      signer.wipe();
    }
  }

  #systemAccount({ spec, metadata: { namespace = '' } }: NatsOperator): string | undefined {
    if (spec.systemAccount === undefined) return undefined;
    const account = this.#scene.watches.accounts.get(namespace, spec.systemAccount);
    const key = account?.status?.publicKey;
    if (key !== undefined) return key;
    const place = `NatsAccount ${namespace}/${spec.systemAccount}`;
    const lack = account === undefined ? `There is no ${place}` : `${place} has no key yet`;
    throw new NotReady('NoSystemAccount', lack);
  }

  async #claims(
    operator: NatsOperator,
    signer: KeyPair,
    systemAccount: string | undefined,
  ): Promise<OperatorClaims> {
    const { api } = this.#scene;
    const { namespace = '', name } = operator.metadata;
    const secretName = jwtSecretOf(operator);
    const secret = await api.get<Secret>(SECRET, namespace, secretName);
    const there = secret === undefined ? undefined : claimsIn(secret);
    const isOurs = secret === undefined || controllerOf(secret)?.uid === operator.metadata.uid;
    if (there !== undefined) checkSigner(there, signer, secretName);
    if (there !== undefined && !isOurs) {
      checkSystemAccount(there, systemAccount, secretName);
      return there;
    }
    if (!isOurs) throw new NotReady('NoJwt', `Secret ${secretName} has no entry ${JWT_ENTRY}`);
    const displayName = operator.spec.displayName ?? name;
    const isSame =
      there?.name === displayName && there.nats.system_account === (systemAccount ?? '');
    if (there !== undefined && (isSame || there.sub !== signer.publicKey)) return there;
    const base = there ?? newOperatorClaims(signer.publicKey);
    const nats = { ...base.nats, system_account: systemAccount ?? '' };
    const token = encode({ ...base, name: displayName, nats }, signer, { now: this.#scene.now() });
    await this.#write(operator, secretName, token);
    return decodeAs('operator', token);
  }

  async #write(operator: NatsOperator, name: string, token: string): Promise<void> {
    const { api, events } = this.#scene;
    const { namespace = '' } = operator.metadata;
    const labels = { 'app.kubernetes.io/managed-by': 'natsx' };
    await api.apply(SECRET, {
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' },
      metadata: { namespace, name, labels, ownerReferences: [ownedBy(operator)] },
      data: { [JWT_ENTRY]: Buffer.from(token).toString('base64') },
    });
    events.normal(operator, 'Issued', `Issued the JWT of the operator, in Secret ${name}`);
  }

  async #tell(operator: NatsOperator, known: object, statement: Statement): Promise<void> {
    const { api, watches, now } = this.#scene;
    const { generation } = operator.metadata;
    const accounts = Array.from(watches.accounts.values()).filter(
      ({ spec: { operatorRef }, metadata }) =>
        `${operatorRef.namespace ?? metadata.namespace ?? ''}/${operatorRef.name}` ===
        keyOf(operator),
    ).length;
    const { conditions: before, ...last } = operator.status ?? {};
    const conditions = stated(before, [statement], generation, now());
    const status = { ...last, ...known, accounts, observedGeneration: generation, conditions };
    await writeStatus(api, operator, status);
  }
}

function jwtSecretOf({ spec, metadata: { name } }: NatsOperator): string {
  return spec.jwtSecret ?? `${name}-operator-jwt`;
}

function sourcesOf(operator: NatsOperator): string[] {
  const { spec, metadata } = operator;
  const { namespace = '' } = metadata;
  const names = [
    `Secret/${namespace}/${spec.signingKey.secret}`,
    `Secret/${namespace}/${jwtSecretOf(operator)}`,
  ];
  if (spec.systemAccount !== undefined)
    names.push(`NatsAccount/${namespace}/${spec.systemAccount}`);
  return names;
}

function claimsIn(secret: Secret): OperatorClaims | undefined {
  const text = secretText(secret, JWT_ENTRY);
  if (text === undefined) return undefined;
  try {
    return decodeAs('operator', text.trim());
  } catch (cause) {
    const { name } = secret.metadata;
    const message = `Secret ${name}, entry ${JWT_ENTRY}: ${(cause as Error).message}`;
    throw new NotReady('BadJwt', message, { cause });
  }
}

function checkSigner({ sub, nats }: OperatorClaims, signer: KeyPair, secret: string): void {
  const isSigningKey = nats.signing_keys.includes(signer.publicKey);
  const mayBeOwn = sub === signer.publicKey && !nats.strict_signing_key_usage;
  if (isSigningKey || mayBeOwn) return;
  const text = `The operator in Secret ${secret} does not have ${signer.publicKey} sign accounts`;
  throw new NotReady('WrongKey', text);
}

/** The JWT is somebody else's: it can't be made to name another. */
function checkSystemAccount(
  { nats }: OperatorClaims,
  systemAccount: string | undefined,
  secret: string,
): void {
  if (systemAccount === undefined || ['', systemAccount].includes(nats.system_account)) return;
  const text = `The operator in Secret ${secret} names ${nats.system_account} as system account, not ${systemAccount}`;
  throw new NotReady('WrongSystemAccount', text);
}
