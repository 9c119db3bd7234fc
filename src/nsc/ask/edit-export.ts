import type { EditExportInput } from '../exports.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { askText, complaintOfDescription, complaintOfUrl } from './answers.ts';
import { chooseAccount } from './choose.ts';
import { askExport, chooseExport } from './exports.ts';
import { askAccountSigner } from './keys.ts';

/** All that an export is, beginning with what it was; what is answered as it was stays unnamed. */
export async function ask<I extends EditExportInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const before = await chooseExport(
    workspace,
    account,
    'select export to edit',
    input.subject,
    prompter,
  );
  const answers = await askExport({ ...before, name: input.name ?? before.name }, prompter);
  const { subject: newSubject, tracksLatency, responseType, ...others } = answers;
  const isSameType = responseType === (before.response_type || 'Singleton');
  const privateKey = await askAccountSigner(workspace, { ...input, account }, prompter);
  const { description, info_url } = before;
  return {
    ...input,
    ...others,
    account,
    subject: before.subject,
    newSubject,
    responseType: isSameType ? undefined : responseType,
    rmLatencySampling: answers.service && !tracksLatency && before.service_latency !== undefined,
    privateKey,
    description: await askText(
      'Export Description',
      description,
      input.description,
      prompter,
      complaintOfDescription,
    ),
    infoUrl: await askText('Info url', info_url, input.infoUrl, prompter, complaintOfUrl),
  };
}
