import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount } from './choose.ts';

/** Which account a command is about. */
export async function ask<I extends { readonly account?: string | undefined }>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  return { ...input, account: await chooseAccount(workspace, input.account, prompter) };
}
