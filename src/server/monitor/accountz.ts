import { claimsInfo } from './account-claims.ts';
import { sharingInfo } from './account-sharing.ts';
import { connectionsByAccount, NO_CONNECTIONS } from './account-connections.ts';
import { decodeBytes, goTime } from './go-text.ts';
import { badRequest, type Query } from './query.ts';
import type { ResponseView, ServerView } from './server-view.ts';
import { sublistInfo } from './sublist-info.ts';

/** The answer of /accountz: the names of all accounts, or what is known of one. */
export function accountz(view: ServerView, query: Query, nowMs: number): object {
  const name = query.text('acc');
  const head = { server_id: view.id, now: goTime(nowMs), system_account: view.systemAccount };
  if (name === '') return { ...head, accounts: view.accounts.keys() };
  return { ...head, account_detail: accountInfo(view, name) };
}

/** nats-server's AccountInfo. */
export function accountInfo(view: ServerView, name: string): object {
  const account = view.accounts.get(name);
  if (account === undefined) throw badRequest(`Account ${name} does not exist`);
  const { clients, leafnodes } = connectionsByAccount(view).get(account.name) ?? NO_CONNECTIONS;
  const { standing } = account;
  return {
    account_name: account.name,
    update_time: goTime(account.updatedAtMs),
    is_system: account.name === view.systemAccount ? true : undefined,
    expired: standing?.isExpired ?? false, // Only accounts with a JWT can expire.
    complete: standing?.isComplete ?? true,
    jetstream_enabled: false,
    leafnode_connections: leafnodes,
    client_connections: clients,
    subscriptions: account.subscriptionCount,
    ...sharingInfo(account),
    ...claimsInfo(account),
    sublist_stats: sublistInfo([account.sublistStatistics]),
    responses: responseInfos(view.responsesOf(account)),
  };
}

/** Requests that are shown: there may be hundreds of thousands. */
const MOST_RESPONSES = 1_024;

/** By the subject that is answered to; nats-server's ExtImport. */
function responseInfos(responses: Iterable<ResponseView>): Record<string, object> | undefined {
  const infos: Record<string, object> = {};
  let count = 0;
  for (const { subject, requester, reply, sample } of responses) {
    infos[decodeBytes(subject)] = {
      subject: decodeBytes(reply),
      account: requester.name,
      to: decodeBytes(subject),
      local_subject: decodeBytes(subject),
      type: 'service',
      invalid: false,
      share: false,
      tracking: sample !== undefined,
    };
    if (++count === MOST_RESPONSES) break;
  }
  return count === 0 ? undefined : infos;
}
