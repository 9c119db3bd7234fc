import type { AccountClaims } from '../jwt/account-claims.ts';
import { encode } from '../jwt/codec.ts';
import { revoke } from '../jwt/revocations.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { saveAccount } from './save-account.ts';
import { accountSigner } from './signer.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface DeleteUserInput {
  readonly account?: string | undefined;
  readonly name: readonly string[];
  readonly revoke?: boolean | undefined;
  readonly rmNkey?: boolean | undefined;
  readonly rmCreds?: boolean | undefined;
  readonly privateKey?: string | undefined;
}

export async function deleteUsers(workspace: Workspace, input: DeleteUserInput): Promise<Result> {
  const store = workspace.store();
  const accountName = workspace.resolveAccount(input.account);
  if (input.name.length === 0) {
    throw new NscError('ERR_NSC_INPUT', 'please specify an user to delete');
  }
  const report = new Report();
  const group = report.group('delete users');
  const before = store.account(accountName);
  let account = before;
  for (const name of new Set(input.name)) {
    account = removeUser(workspace, store, accountName, account, name, input, group);
  }
  if (account !== before) {
    const choice = { named: input.privateKey, preferred: before.iss };
    const signer = accountSigner(workspace, store, choice, workspace.keystore.find(before.sub));
    await saveAccount(store, accountName, encode(account, signer, { now: workspace.now }), group);
    group.ok(`edited account "${accountName}"`);
  }
  return { report, notes: [noteOf(input.revoke === true)] };
}

/** Removes one user; answers the account, in which it may be revoked. */
export function removeUser(
  workspace: Workspace,
  store: OperatorStore,
  accountName: string,
  account: AccountClaims,
  name: string,
  input: Pick<DeleteUserInput, 'revoke' | 'rmNkey' | 'rmCreds'>,
  report: Report,
): AccountClaims {
  const { keystore } = workspace;
  const { sub } = store.user(accountName, name);
  const line = report.group(`user ${name} [${sub}]`);
  const revoked = input.revoke === true ? revokeUser(account, sub, workspace.now, line) : account;
  store.removeUser(accountName, name);
  line.ok('user deleted');
  if (input.rmNkey === true) {
    line.ok(keystore.has(sub) ? 'deleted private key' : 'private key is not stored');
    keystore.remove(sub);
  }
  if (input.rmCreds === true) {
    const isThere = keystore.hasCreds(store.name, accountName, name);
    line.ok(isThere ? 'removed creds file' : 'creds file is not stored');
    keystore.removeCreds(store.name, accountName, name);
  }
  return revoked;
}

function revokeUser(account: AccountClaims, user: string, now: Date, line: Report): AccountClaims {
  const { revocations } = account.nats;
  if ((revocations.get(user) ?? 0) !== 0) {
    line.ok('user is already revoked');
    return account;
  }
  line.ok('revoked user');
  const revoked = revoke(revocations, user, now.getTime() / 1000);
  return { ...account, nats: { ...account.nats, revocations: revoked } };
}

function noteOf(isRevoked: boolean): string {
  return isRevoked
    ? 'servers go on letting the user in until they hear of it: nsc push'
    : 'its creds let the user in as long as they hold: revoke it, too, with --revoke or nsc revocations add-user';
}
