import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount, chooseUser } from './choose.ts';

interface UserInput {
  readonly account?: string | undefined;
  readonly name?: string | undefined;
}

/** Which user a command is about. */
export async function ask<I extends UserInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const isNamed = input.name !== undefined && input.name !== '';
  const name = isNamed ? input.name : await chooseUser(workspace, account, prompter);
  return { ...input, account, name };
}
