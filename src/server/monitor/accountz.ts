import { connectionsByAccount, NO_CONNECTIONS } from './account-connections.ts';
import { goTime } from './go-text.ts';
import { badRequest, type Query } from './query.ts';
import type { AccountView, ServerView } from './server-view.ts';
import { sublistInfo } from './sublist-info.ts';

/** The answer of /accountz: the names of all accounts, or what is known of one. */
export function accountz(view: ServerView, query: Query, nowMs: number): object {
  const name = query.text('acc');
  const head = { server_id: view.id, now: goTime(nowMs), system_account: view.systemAccount };
  if (name === '') return { ...head, accounts: view.accounts.keys() };
  const account = view.accounts.get(name);
  if (account === undefined) throw badRequest(`Account ${name} does not exist`);
  return { ...head, account_detail: accountInfo(account, view) };
}

/** nats-server's AccountInfo. */
function accountInfo(account: AccountView, view: ServerView): object {
  const { clients, leafnodes } = connectionsByAccount(view).get(account.name) ?? NO_CONNECTIONS;
  return {
    account_name: account.name,
    update_time: goTime(account.updatedAtMs),
    is_system: account.name === view.systemAccount ? true : undefined,
    expired: false, // Only accounts with a JWT can expire.
    complete: true, // None of its imports waits for an account that is not there.
    jetstream_enabled: false,
    leafnode_connections: leafnodes,
    client_connections: clients,
    subscriptions: account.subscriptionCount,
    name_tag: account.name,
    sublist_stats: sublistInfo([account.sublistStatistics]),
  };
}
