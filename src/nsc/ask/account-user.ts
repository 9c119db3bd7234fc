import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount, chooseUser } from './choose.ts';

interface AccountUserInput {
  readonly account?: string | undefined;
  readonly user?: string | undefined;
}

/** As whom a tool connects. */
export async function ask<I extends AccountUserInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  return { ...input, account, user: await chooseUser(workspace, account, prompter) };
}
