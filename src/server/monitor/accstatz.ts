import {
  connectionsByAccount,
  NO_CONNECTIONS,
  type AccountConnections,
} from './account-connections.ts';
import { goTime } from './go-text.ts';
import type { Query } from './query.ts';
import type { AccountView, ServerView } from './server-view.ts';

/** The answer of /accstatz. */
export function accstatz(view: ServerView, query: Query, nowMs: number): object {
  return statisticsOf(view, { showsUnused: query.boolean('unused') }, nowMs).told;
}

/** Which accounts to tell of. */
export interface AccountChoice {
  /** Those without connections, too. */
  readonly showsUnused: boolean;
  /** These alone. Default all. */
  readonly names?: readonly string[] | undefined;
}

/** nats-server's AccountStatz, and whether it tells of no account. */
export function statisticsOf(
  view: ServerView,
  { showsUnused, names }: AccountChoice,
  nowMs: number,
): { readonly isEmpty: boolean; readonly told: object } {
  const connections = connectionsByAccount(view);
  const chosen =
    names === undefined
      ? [...view.accounts.values()]
      : names.flatMap((name) => view.accounts.get(name) ?? []);
  const shown = chosen.filter(({ name }) => showsUnused || connections.has(name));
  return {
    isEmpty: shown.length === 0,
    told: {
      server_id: view.id,
      now: goTime(nowMs),
      account_statz: statistics(shown, connections),
    },
  };
}

function* statistics(
  accounts: readonly AccountView[],
  connections: ReadonlyMap<string, AccountConnections>,
): Generator<object> {
  for (const account of accounts) {
    yield accountStatistics(account, connections.get(account.name) ?? NO_CONNECTIONS);
  }
}

/** nats-server's AccountStat. */
export function accountStatistics(
  account: AccountView,
  { clients, leafnodes }: Readonly<AccountConnections>,
): object {
  const { traffic } = account;
  return {
    acc: account.name,
    name: account.nameTag,
    conns: clients,
    leafnodes,
    total_conns: clients + leafnodes,
    num_subscriptions: account.subscriptionCount,
    sent: dataStatistics(traffic.outMessages, traffic.outBytes),
    received: dataStatistics(traffic.inMessages, traffic.inBytes),
    slow_consumers: account.slowConsumers,
  };
}

/** nats-server's DataStats. All traffic is that of clients: the other kinds are not there yet. */
function dataStatistics(msgs: number, bytes: number): object {
  const none = { msgs: 0, bytes: 0 };
  return { msgs, bytes, gateways: none, routes: none, leafs: none };
}
