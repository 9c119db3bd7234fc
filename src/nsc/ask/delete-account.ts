import type { DeleteAccountInput } from '../delete-account.ts';
import { NscError } from '../errors.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount } from './choose.ts';

const MANAGED =
  'managed accounts may require the account JWT or nkeys to cancel a service - continue';

/** Which account goes, and what with it. */
export async function ask<I extends DeleteAccountInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const name = await chooseAccount(workspace, input.name, prompter);
  const revoke = await prompter.confirm('revoke all account users before deleting', true);
  const rmNkey = await prompter.confirm('delete associated account and user nkeys', false);
  const rmCreds = await prompter.confirm('delete associated user creds files', false);
  const store = workspace.store();
  if (store.isManaged) await confirmDeletion(MANAGED, prompter);
  const what =
    store.userNames(name).length > 0
      ? 'deleting accounts, users, nkeys or creds files'
      : 'deleting account or account nkey files';
  await confirmDeletion(`${what} cannot be undone - continue`, prompter);
  return { ...input, name, revoke, rmNkey, rmCreds, force: true };
}

export async function confirmDeletion(question: string, prompter: Prompter): Promise<void> {
  if (await prompter.confirm(question, false)) return;
  throw new NscError('ERR_NSC_REFUSED', 'delete cancelled');
}
