import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount } from './choose.ts';

/** Which account a command is about that calls it by its name. */
export async function ask<I extends { readonly name?: string | undefined }>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  return { ...input, name: await chooseAccount(workspace, input.name, prompter) };
}
