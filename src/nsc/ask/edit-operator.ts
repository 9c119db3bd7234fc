import { complaintOfServiceUrl } from '../../jwt/operator-claims.ts';
import type { EditOperatorInput } from '../edit-operator.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { askCommon, askText } from './answers.ts';
import { chooseAccount } from './choose.ts';
import { askOperatorSigner, askSigningKeys } from './keys.ts';

/** What an operator is to be; what is answered as it was stays unnamed. */
export async function ask<I extends EditOperatorInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const before = workspace.store().operator();
  const common = await askCommon(before, input, prompter, workspace.now);
  const { account_server_url: server, operator_service_urls: urls } = before.nats;
  const accountJwtServerUrl = await askText(
    'account jwt server url',
    server,
    input.accountJwtServerUrl,
    prompter,
  );
  const serviceUrl = [...input.serviceUrl, ...(await askServiceUrls(prompter))];
  const rmServiceUrl = [...input.rmServiceUrl, ...(await askUrlsToRemove(urls, prompter))];
  const systemAccount = (await prompter.confirm('Set system account', false))
    ? await chooseAccount(workspace, undefined, prompter)
    : input.systemAccount;
  const sk = await askSigningKeys(workspace, 'operator', input.sk, prompter);
  const privateKey = await askOperatorSigner(workspace, input.privateKey, prompter);
  const urlAnswers = { accountJwtServerUrl, serviceUrl, rmServiceUrl };
  return { ...input, ...common, ...urlAnswers, systemAccount, sk, privateKey };
}

async function askServiceUrls(prompter: Prompter): Promise<string[]> {
  if (!(await prompter.confirm('add a service url', true))) return [];
  const urls: string[] = [];
  do {
    const complaint = (answer: string) =>
      answer === '' ? undefined : complaintOfServiceUrl(answer);
    const url = await prompter.text('operator service url', { complaint });
    if (url !== '') urls.push(url);
  } while (await prompter.confirm('add another service url', true));
  return urls;
}

async function askUrlsToRemove(
  urls: readonly string[],
  prompter: Prompter,
): Promise<readonly string[]> {
  if (urls.length === 0 || !(await prompter.confirm('remove any service urls', true))) return [];
  return prompter.selectMany('select service urls to remove', urls);
}
