import type { AddExportInput } from '../exports.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount } from './choose.ts';
import { askExport, begunExport } from './exports.ts';
import { askAccountSigner } from './keys.ts';

/** All that a new export is. */
export async function ask<I extends AddExportInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const { tracksLatency, ...answers } = await askExport(begunExport(input), prompter);
  const asked = { ...input, ...answers, account };
  if (!tracksLatency) Object.assign(asked, { latency: undefined, sampling: undefined });
  const allowTrace = answers.service && (await prompter.confirm('allow tracing', false));
  const privateKey = await askAccountSigner(workspace, asked, prompter);
  return { ...asked, allowTrace, privateKey };
}
