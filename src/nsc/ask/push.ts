import type { Prompter } from '../prompter.ts';
import { checkServerUrl, isResolverUrl } from '../remote/server-url.ts';
import type { Workspace } from '../store/workspace.ts';
import { complaintOf, startingWith } from './answers.ts';
import { chooseAccount, chooseUser } from './choose.ts';

interface PushAnswers {
  readonly account?: string | undefined;
  readonly all?: boolean | undefined;
  readonly prune?: boolean | undefined;
  readonly accountJwtServerUrl?: string | undefined;
  readonly systemAccount?: string | undefined;
  readonly systemUser?: string | undefined;
}

/** What is pushed, where to, and as whom. */
export async function ask<I extends PushAnswers>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const isChosen = input.all === true || input.prune === true;
  const account = isChosen
    ? input.account
    : await chooseAccount(workspace, input.account, prompter);
  const { account_server_url: known } = workspace.store().operator().nats;
  const accountJwtServerUrl = await prompter.text(
    'Account Server URL or nats-resolver enabled nats-server URL',
    {
      ...startingWith(input.accountJwtServerUrl ?? known),
      complaint: complaintOf((answer) => checkServerUrl(answer)),
    },
  );
  const asked = { ...input, account, accountJwtServerUrl };
  if (!isResolverUrl(accountJwtServerUrl)) return asked;
  const systemAccount = input.systemAccount ?? (await chooseSystemAccount(workspace, prompter));
  const systemUser = input.systemUser ?? (await chooseUser(workspace, systemAccount, prompter));
  return { ...asked, systemAccount, systemUser };
}

/** The operator's is proposed. */
async function chooseSystemAccount(workspace: Workspace, prompter: Prompter): Promise<string> {
  const store = workspace.store();
  const { system_account: key } = store.operator().nats;
  const proposed = key === '' ? undefined : store.accountNameOf(key);
  return chooseAccount(workspace, proposed, prompter);
}
