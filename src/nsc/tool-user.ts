import { chosenUser } from './edit-user.ts';
import { NscError } from './errors.ts';
import type { Workspace } from './store/workspace.ts';

export interface ToolUserInput {
  readonly account?: string | undefined;
  readonly user?: string | undefined;
  /** Server URLs; the operator's service URLs unless given. */
  readonly nats?: string | undefined;
}

/** Where the operator's servers are, and what lets a user of the store in. */
export interface ToolUser {
  readonly servers: string;
  readonly credentialsFile: string;
}

export function toolUser(workspace: Workspace, { account, user, nats }: ToolUserInput): ToolUser {
  const store = workspace.store();
  const accountName = workspace.resolveAccount(account);
  const userName = chosenUser(store, accountName, user, 'a user is required');
  const credentialsFile = workspace.keystore.credsPathOf(store.name, accountName, userName);
  if (!workspace.files.has(credentialsFile)) {
    const text = `a creds file for account "${accountName}"/"${userName}" was not found`;
    const known = store.userNames(accountName).join(', ');
    throw new NscError('ERR_NSC_NOT_FOUND', `${text}: ${workspace.show(credentialsFile)}`, {
      suggestions: store.hasUser(accountName, userName)
        ? ['nsc edit user writes it anew, if the seed of the user is in the keystore']
        : [`users of the account are: ${known === '' ? 'none' : known}`],
    });
  }
  const urls = nats === undefined || nats === '' ? serviceUrls(workspace) : nats;
  return { servers: urls, credentialsFile };
}

function serviceUrls(workspace: Workspace): string {
  const { name, nats } = workspace.store().operator();
  const urls = nats.operator_service_urls;
  if (urls.length > 0) return urls.join(',');
  const text = `operator "${name}" doesn't have operator_service_urls set`;
  throw new NscError('ERR_NSC_INPUT', text, {
    suggestions: ['name a server with --nats, or for good: nsc edit operator --service-url'],
  });
}
