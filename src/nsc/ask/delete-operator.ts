import type { DeleteOperatorInput } from '../delete-operator.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { startingWith } from './answers.ts';
import { confirmDeletion } from './delete-account.ts';

/** Which operator goes, and what with it. */
export async function ask<I extends DeleteOperatorInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const names = workspace.operatorNames();
  const proposed = startingWith(input.name ?? workspace.operatorName).byDefault;
  const name =
    names.length > 1 ? await prompter.select('select operator', names, proposed) : names[0];
  const rmNkey = await prompter.confirm('delete associated nkeys', false);
  const rmCreds = await prompter.confirm('delete associated user creds files', false);
  const what = 'deleting an operator, its accounts, users, nkeys or creds files';
  await confirmDeletion(`${what} - continue`, prompter);
  return { ...input, name, rmNkey, rmCreds, force: true };
}
