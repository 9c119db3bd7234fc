import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount } from './choose.ts';
import { chooseExport } from './exports.ts';
import { askAccountSigner } from './keys.ts';

interface DeleteExportInput {
  readonly account?: string | undefined;
  readonly subject?: string | undefined;
  readonly privateKey?: string | undefined;
}

/** Which export goes. */
export async function ask<I extends DeleteExportInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const question = 'select export to delete';
  const { subject } = await chooseExport(workspace, account, question, input.subject, prompter);
  const privateKey = await askAccountSigner(workspace, { ...input, account }, prompter);
  return { ...input, account, subject, privateKey };
}
