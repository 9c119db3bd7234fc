import type { DeleteUserInput } from '../delete-user.ts';
import { NscError } from '../errors.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount } from './choose.ts';
import { confirmDeletion } from './delete-account.ts';
import { askAccountSigner } from './keys.ts';

/** Which users go, and what with them. */
export async function ask<I extends DeleteUserInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const users = workspace.store().userNames(account);
  if (users.length === 0) {
    const text = `account "${account}" doesn't have any users - add one first`;
    throw new NscError('ERR_NSC_NOT_FOUND', text);
  }
  const name = await prompter.selectMany('select users', users);
  const s = name.length > 1 ? 's' : '';
  const revoke = await prompter.confirm(`revoke user${s} before deleting`, false);
  const rmNkey = await prompter.confirm(`delete associated nkey${s}`, false);
  const rmCreds = await prompter.confirm(`delete associated creds file${s}`, false);
  const what = s === '' ? 'a user, nkey or creds file' : 'users, nkeys or creds files';
  await confirmDeletion(`deleting ${what} cannot be undone - continue`, prompter);
  const privateKey = await askAccountSigner(workspace, { ...input, account }, prompter);
  return { ...input, account, name, revoke, rmNkey, rmCreds, privateKey };
}
