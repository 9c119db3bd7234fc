/** Which key signs: the one that was named, or the first of those that may whose seed is in the keystore. */
import type { KeyPair } from '../nkeys/keypair.ts';
import type { KeyKind } from '../nkeys/prefix.ts';
import { isValidPublicKey } from '../nkeys/strkey.ts';
import type { AccountClaims } from '../jwt/account-claims.ts';
import type { UserScope } from '../jwt/scope.ts';
import { NscError } from './errors.ts';
import { canSign, resolveKey } from './key-text.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface SignerChoice {
  /** What `-K` says: a role, a public key, a seed, or a file with a seed. */
  readonly named?: string | undefined;
  /** Tried first if nothing is named: who signed before. */
  readonly preferred?: string | undefined;
}

/** Signs the operator: its own key alone may. */
export function operatorSigner(
  workspace: Workspace,
  store: OperatorStore,
  choice: SignerChoice,
): KeyPair {
  return choose(workspace, choice, [store.operator().sub], 'operator');
}

/** Signs what servers are to delete: the operator, with a signing key if it is strict about them. */
export function deletionSigner(
  workspace: Workspace,
  store: OperatorStore,
  choice: SignerChoice,
): KeyPair {
  try {
    return choose(workspace, choice, accountSigners(store), 'operator');
  } catch (cause) {
    if (choice.named !== undefined) throw cause;
    const text = 'operator keys needed to prune: no operator keys were found in the keystore';
    throw new NscError('ERR_NSC_SIGNER', text, { cause });
  }
}

/** Signs an account: the operator, or in a managed store the account itself (`own`). */
export function accountSigner(
  workspace: Workspace,
  store: OperatorStore,
  choice: SignerChoice,
  own?: KeyPair,
): KeyPair {
  const candidates = accountSigners(store, own?.publicKey);
  if (!store.isManaged || own === undefined) {
    return choose(workspace, choice, candidates, 'operator');
  }
  // The operator signs again what the account has signed itself.
  if (choice.named === undefined && canSign(own)) return own;
  return choose(workspace, choice, candidates, 'operator', 'account');
}

/** Signs users and activations of an account: the account, or one of its signing keys. */
export function userSigner(
  workspace: Workspace,
  store: OperatorStore,
  account: AccountClaims,
  choice: SignerChoice,
): KeyPair {
  const { named } = choice;
  if (named !== undefined) {
    const byRole = roleKey(workspace, account, named);
    if (byRole !== undefined) return byRole;
  }
  return choose(workspace, choice, userSigners(store, account), 'account');
}

/** The keys that may sign accounts; in a managed store `own`, the account's, is one of them. */
export function accountSigners(store: OperatorStore, own?: string): string[] {
  const { sub, nats } = store.operator();
  const keys = nats.strict_signing_key_usage ? [...nats.signing_keys] : [sub, ...nats.signing_keys];
  return store.isManaged && own !== undefined ? [...keys, own] : keys;
}

/** The keys that may sign users and activations of the account. */
export function userSigners(store: OperatorStore, { sub, nats }: AccountClaims): string[] {
  const signingKeys = Array.from(nats.signing_keys.keys()).sort();
  if (!store.operator().nats.strict_signing_key_usage) return [sub, ...signingKeys];
  if (signingKeys.length > 0) return signingKeys;
  const text = 'unable to issue users when operator requires signing keys and the account has none';
  throw new NscError('ERR_NSC_SIGNER', text, {
    suggestions: ['give it one: nsc edit account --sk generate'],
  });
}

/** The scope of a role. */
export function scopeOfRole({ nats }: AccountClaims, role: string): UserScope | undefined {
  return Array.from(nats.signing_keys.values()).find((scope) => scope?.role === role);
}

function roleKey(workspace: Workspace, account: AccountClaims, role: string): KeyPair | undefined {
  const scopes = Array.from(account.nats.signing_keys.values()).filter(
    (scope) => scope?.role === role,
  );
  for (const scope of scopes) {
    const pair = workspace.keystore.find(scope!.key);
    if (pair !== undefined) return pair;
  }
  return undefined;
}

/** Go's nsc signs with another key if the named one is not found; who mistypes `-K` must not get full rights so. */
function choose(
  workspace: Workspace,
  { named, preferred }: SignerChoice,
  candidates: readonly string[],
  ...kinds: readonly KeyKind[]
): KeyPair {
  if (named !== undefined) return check(findNamed(workspace, named, kinds), candidates);
  const ordered =
    preferred !== undefined && candidates.includes(preferred)
      ? [preferred, ...candidates]
      : candidates;
  for (const key of ordered) {
    const pair = workspace.keystore.find(key);
    if (pair !== undefined) return pair;
  }
  const list = candidates.join(', ');
  const text = `unable to resolve any of the following signing keys in the keystore: ${list}`;
  throw new NscError('ERR_NSC_SIGNER', text, {
    suggestions: [
      'nsc import keys takes seeds into the keystore, --private-key names one elsewhere',
    ],
  });
}

function findNamed(workspace: Workspace, named: string, kinds: readonly KeyKind[]): KeyPair {
  if (isValidPublicKey(named)) {
    const pair = workspace.keystore.find(named);
    if (pair !== undefined) return pair;
    throw new NscError('ERR_NSC_SIGNER', `the seed of ${named} is not in the keystore`);
  }
  const pair = resolveKey(named, workspace);
  if (pair === undefined) {
    const wanted = kinds.includes('account')
      ? 'role, key or file with a seed'
      : 'key or file with a seed';
    throw new NscError('ERR_NSC_SIGNER', `--private-key names no ${wanted} that is there`);
  }
  if (!kinds.includes(pair.kind)) {
    throw new NscError('ERR_NSC_SIGNER', 'unexpected resolved keytype type', {
      suggestions: [`it is of the kind ${pair.kind}, wanted is ${kinds.join(' or ')}`],
    });
  }
  if (canSign(pair)) return pair;
  const known = workspace.keystore.find(pair.publicKey);
  if (known !== undefined) return known;
  throw new NscError('ERR_NSC_SIGNER', `the seed of ${pair.publicKey} is not in the keystore`);
}

function check(pair: KeyPair, candidates: readonly string[]): KeyPair {
  if (candidates.includes(pair.publicKey)) return pair;
  throw new NscError('ERR_NSC_SIGNER', 'invalid signer', {
    suggestions: [
      `${pair.publicKey} is none of those that may sign this: ${candidates.join(', ')}`,
    ],
  });
}
