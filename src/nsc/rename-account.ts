/** Gives an account another name: in its claims, in the store, and where its users' creds are. */
import { encode } from '../jwt/codec.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { saveAccount } from './save-account.ts';
import { accountSigner } from './signer.ts';
import { checkName } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface RenameAccountInput {
  readonly from: string;
  readonly to: string;
  readonly privateKey?: string | undefined;
}

export async function renameAccount(
  workspace: Workspace,
  { from, to, privateKey }: RenameAccountInput,
): Promise<Result> {
  checkName(to, 'account');
  const { keystore, now } = workspace;
  const store = workspace.store();
  const claims = store.account(from);
  const folded = to.toLowerCase();
  if (store.accountNames().some((name) => name !== from && name.toLowerCase() === folded)) {
    throw new NscError('ERR_NSC_EXISTS', `account "${to}" already exists`);
  }
  const choice = { named: privateKey, preferred: claims.iss };
  const signer = accountSigner(workspace, store, choice, keystore.find(claims.sub));
  const report = new Report();
  await saveAccount(store, to, encode({ ...claims, name: to }, signer, { now }), report);
  for (const user of store.userNames(from)) {
    const token = store.userToken(from, user);
    store.setUser(to, user, token);
    const pair = keystore.find(store.user(from, user).sub);
    if (pair !== undefined && keystore.hasCreds(store.name, from, user)) {
      keystore.addCreds(store.name, to, user, token, pair);
      keystore.removeCreds(store.name, from, user);
    }
    store.removeUser(from, user);
    report.ok(`moved user "${user}"`);
  }
  store.removeAccount(from);
  if (workspace.accountName === from) workspace.choose({ account: to });
  report.ok(`renamed account "${from}" to "${to}"`);
  return { report, notes: ['servers show the new name once it is pushed: nsc push'] };
}
