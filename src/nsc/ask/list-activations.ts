import type { Prompter } from '../prompter.ts';
import type { ActivationRevocationInput } from '../revocations.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseRevocableExport } from './revocable-export.ts';

/** Whose revocations are listed. */
export async function ask<I extends ActivationRevocationInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const { choice } = await chooseRevocableExport(workspace, input, prompter);
  return { ...input, ...choice };
}
