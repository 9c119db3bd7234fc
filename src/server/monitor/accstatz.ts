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
  const showsUnused = query.boolean('unused');
  const connections = connectionsByAccount(view);
  const shown = [...view.accounts.values()].filter(
    ({ name }) => showsUnused || connections.has(name),
  );
  return {
    server_id: view.id,
    now: goTime(nowMs),
    account_statz: statistics(shown, connections),
  };
}

function* statistics(
  accounts: readonly AccountView[],
  connections: ReadonlyMap<string, AccountConnections>,
): Generator<object> {
  for (const account of accounts) {
    const { clients, leafnodes } = connections.get(account.name) ?? NO_CONNECTIONS;
    const { traffic } = account;
    yield {
      acc: account.name,
      name: account.name,
      conns: clients,
      leafnodes,
      total_conns: clients + leafnodes,
      num_subscriptions: account.subscriptionCount,
      sent: dataStatistics(traffic.outMessages, traffic.outBytes),
      received: dataStatistics(traffic.inMessages, traffic.inBytes),
      slow_consumers: account.slowConsumers,
    };
  }
}

/** nats-server's DataStats. All traffic is that of clients: the other kinds are not there yet. */
function dataStatistics(msgs: number, bytes: number): object {
  const none = { msgs: 0, bytes: 0 };
  return { msgs, bytes, gateways: none, routes: none, leafs: none };
}
