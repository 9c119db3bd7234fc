import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { startingWith } from './answers.ts';

/** Which token is described. */
export async function ask<I extends { readonly file?: string | undefined }>(
  _: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  return { ...input, file: await prompter.text('token file or url', startingWith(input.file)) };
}
