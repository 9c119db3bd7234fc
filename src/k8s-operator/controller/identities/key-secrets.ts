/**
 * Keys in Secrets. A key that is there is never replaced: two who make one at once end up with the same, the one that the
 * API server took first. Seeds go nowhere else: not into logs, events, conditions or errors.
 */
import { createAccount, fromSeed } from '../../../nkeys/create.ts';
import type { KeyPair } from '../../../nkeys/keypair.ts';
import type { KeyKind } from '../../../nkeys/prefix.ts';
import type { Manifest, OwnerReference, Secret } from '../../kubernetes.ts';
import type { KubeApi } from '../kube-api.ts';
import { isConflict } from '../kube-error.ts';
import { kindNamed } from '../kinds.ts';
import { secretText } from '../kube-object.ts';
import { NotReady } from './not-ready.ts';

const SECRET = kindNamed('Secret');

/** The key that a Secret of the user holds. */
export async function readKey(
  api: KubeApi,
  namespace: string,
  { secret: name, key: entry = 'seed' }: { readonly secret: string; readonly key?: string },
  kind: KeyKind,
): Promise<KeyPair> {
  const place = `Secret ${namespace}/${name}`;
  const secret = await api.get<Secret>(SECRET, namespace, name);
  if (secret === undefined)
    throw new NotReady('NoKey', `There is no ${place}, which is to hold a seed as ${entry}`);
  const text = secretText(secret, entry);
  if (text === undefined)
    throw new NotReady('NoKey', `${place} has no entry ${entry}, which is to be a seed`);
  return pairOf(text, kind, `${place}, entry ${entry}`);
}

export interface AccountKeysPlace {
  readonly name: string;
  /** The names of the keys, that of the account itself first. */
  readonly entries: readonly string[];
  readonly owners: readonly OwnerReference[];
}

/**
 * The keys of an account by the names of their entries; those that are missing are made. An account whose public key is
 * `known` already never gets another: with that it would be another account.
 */
export async function ensureAccountKeys(
  api: KubeApi,
  { metadata: { namespace = '' } }: Manifest,
  { name, entries, owners }: AccountKeysPlace,
  known: string | undefined,
): Promise<ReadonlyMap<string, KeyPair>> {
  const before = await api.get<Secret>(SECRET, namespace, name);
  const missing = entries.filter((entry) => before?.data?.[entry] === undefined);
  if (known !== undefined && missing.includes(entries[0]!)) throw keysLost(namespace, name, known);
  const secret =
    missing.length === 0 && before !== undefined
      ? before
      : await addKeys(api, before, { namespace, name, missing, owners });
  const pairs = entries.map((entry) => {
    const text = secretText(secret, entry) ?? '';
    return pairOf(text, 'account', `Secret ${namespace}/${name}, entry ${entry}`);
  });
  if (known !== undefined && pairs[0]?.publicKey !== known) throw keysLost(namespace, name, known);
  return new Map(entries.map((entry, at) => [entry, pairs[at]!]));
}

function keysLost(namespace: string, name: string, known: string): NotReady {
  const text = `Secret ${namespace}/${name} does not hold the key of ${known} any more: bring it back, or delete the NatsAccount to have another account`;
  return new NotReady('KeysLost', text);
}

interface NewKeys {
  readonly namespace: string;
  readonly name: string;
  readonly missing: readonly string[];
  readonly owners: readonly OwnerReference[];
}

async function addKeys(
  api: KubeApi,
  before: Secret | undefined,
  { namespace, name, missing, owners }: NewKeys,
): Promise<Secret> {
  const data = Object.fromEntries(missing.map((entry) => [entry, newSeed()]));
  try {
    if (before === undefined) {
      const labels = { 'app.kubernetes.io/managed-by': 'natsx' };
      const metadata = { namespace, name, labels, ownerReferences: owners };
      const secret = { apiVersion: 'v1', kind: 'Secret', type: 'nats.io/keys', metadata, data };
      return await api.create<Secret>(SECRET, secret);
    }
    const { resourceVersion } = before.metadata;
    const written = await api.merge<Secret>(SECRET, before, {
      metadata: { resourceVersion },
      data,
    });
    if (written !== undefined) return written;
  } catch (error) {
    // Somebody was faster: what is there now counts, at the next look.
    if (!isConflict(error)) throw error;
    throw new NotReady('KeysChanged', `Secret ${namespace}/${name} was changed at the same time`);
  }
  throw new NotReady('KeysChanged', `Secret ${namespace}/${name} went at the same time`);
}

function newSeed(): string {
  const pair = createAccount();
  const seed = Buffer.from(pair.seed()).toString('base64');
  pair.wipe();
  return seed;
}

/** The text itself is in no message. */
function pairOf(text: string, kind: KeyKind, place: string): KeyPair {
  let pair: KeyPair;
  try {
    pair = fromSeed(text.trim());
  } catch {
    // The cause would say what is wrong with a secret.
    throw new NotReady('BadKey', `${place} is no seed`);
  }
  if (pair.kind === kind) return pair;
  throw new NotReady(
    'BadKey',
    `${place} is the seed of another kind of key: ${pair.kind}, not ${kind}`,
  );
}
