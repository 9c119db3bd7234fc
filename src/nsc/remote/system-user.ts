/** Who asks servers about accounts: a user of the system account, made for the occasion if its key is here. */
import { encode } from '../../jwt/codec.ts';
import type { AccountClaims } from '../../jwt/account-claims.ts';
import { newUserClaims } from '../../jwt/user-claims.ts';
import { createUser } from '../../nkeys/create.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';
import { NscError } from '../errors.ts';
import type { OperatorStore } from '../store/operator-store.ts';
import type { Workspace } from '../store/workspace.ts';

export interface SystemUserChoice {
  /** The system account, by name or public key; the operator's unless given. */
  readonly systemAccount?: string | undefined;
  /** A user of it; one that is made for the occasion unless given. */
  readonly systemUser?: string | undefined;
}

export interface SystemUser {
  /** The name of the system account. */
  readonly account: string;
  readonly jwt: string;
  readonly seed: string;
}

/** What a user that is made may do, and for how long. */
export interface Errand {
  readonly subjects: readonly string[];
  readonly lifetimeMs: number;
}

export function systemUser(
  workspace: Workspace,
  choice: SystemUserChoice,
  errand: Errand,
): SystemUser {
  const store = workspace.store();
  const name = systemAccountName(workspace, store, choice.systemAccount);
  const { systemUser: named } = choice;
  if (named === undefined || named === '') {
    const account = store.account(name);
    const signer = temporarySigner(workspace, store, name, account);
    if (signer !== undefined) return temporaryUser(workspace, name, account, signer, errand);
  }
  return knownUser(workspace, store, name, named);
}

function systemAccountName(
  workspace: Workspace,
  store: OperatorStore,
  given: string | undefined,
): string {
  if (given !== undefined && given !== '') return workspace.resolveAccount(given);
  const key = store.operator().nats.system_account;
  const name = key === '' ? undefined : store.accountNameOf(key);
  if (name !== undefined) return name;
  throw new NscError('ERR_NSC_NOT_FOUND', `system account "${key}" not found`, {
    suggestions: [
      'choose it with nsc edit operator --system-account, or name it with --system-account',
    ],
  });
}

/** The first key that may sign a user with rights of its own: users of a scoped key only get what its scope says. */
function temporarySigner(
  { keystore }: Workspace,
  store: OperatorStore,
  name: string,
  { sub, nats }: AccountClaims,
): KeyPair | undefined {
  const unscoped = Array.from(nats.signing_keys)
    .filter(([, scope]) => scope === undefined)
    .map(([key]) => key)
    .sort();
  const isStrict = store.operator().nats.strict_signing_key_usage;
  if (isStrict && unscoped.length === 0) {
    const text =
      nats.signing_keys.size > 0
        ? `system account "${name}" only has scoped signing keys, specify --system-user`
        : `operator requires signing keys, system account "${name}" doesn't have signing keys`;
    throw new NscError('ERR_NSC_SIGNER', text);
  }
  for (const key of isStrict ? unscoped : [sub, ...unscoped]) {
    const pair = keystore.find(key);
    if (pair !== undefined) return pair;
  }
  return undefined;
}

function temporaryUser(
  { now }: Workspace,
  account: string,
  { sub }: AccountClaims,
  signer: KeyPair,
  { subjects, lifetimeMs }: Errand,
): SystemUser {
  const user = createUser();
  const claims = newUserClaims(user.publicKey);
  const nats = {
    ...claims.nats,
    pub: { ...claims.nats.pub, allow: [...subjects] },
    sub: { ...claims.nats.sub, allow: ['_INBOX.>'] },
    issuer_account: signer.publicKey === sub ? '' : sub,
  };
  const exp = Math.floor((now.getTime() + lifetimeMs) / 1000);
  const token = encode({ ...claims, name: 'nsc temporary push user', exp, nats }, signer, { now });
  return { account, jwt: token, seed: user.seed() };
}

/** The named user, or the first whose seed is here. */
function knownUser(
  { keystore }: Workspace,
  store: OperatorStore,
  account: string,
  named: string | undefined,
): SystemUser {
  const names = named === undefined || named === '' ? store.userNames(account) : [named];
  for (const name of names) {
    if (!store.hasUser(account, name)) continue;
    const pair = keystore.find(store.user(account, name).sub);
    if (pair === undefined) continue;
    return { account, jwt: store.userToken(account, name), seed: pair.seed() };
  }
  const text = 'no system account user with corresponding nkey found';
  throw new NscError('ERR_NSC_SIGNER', text, {
    suggestions: [
      `it takes the seed of the account "${account}", of a signing key, or of one of its users`,
    ],
  });
}
