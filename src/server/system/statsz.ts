import { goTime } from '../monitor/go-text.ts';
import type { PerKind, ServerView } from '../monitor/server-view.ts';
import { unlessZero } from '../monitor/connection-info.ts';

/** What is known of the process that the server runs in. */
export interface ProcessUsage {
  readonly memoryBytes: number;
  readonly cores: number;
  readonly cpuPercent: number;
}

/** nats-server's ServerStats, in its order. `activeServers` counts this one, too. */
export function statsz(view: ServerView, usage: ProcessUsage, activeServers: number): object {
  const { counters } = view;
  return {
    start: goTime(view.startedAtMs),
    mem: usage.memoryBytes,
    cores: usage.cores,
    cpu: usage.cpuPercent,
    connections: counters.connections,
    total_connections: counters.totalConnections,
    active_accounts: activeAccounts(view),
    subscriptions: counters.subscriptions,
    sent: { msgs: counters.outMessages, bytes: counters.outBytes },
    sent_to_clients: { msgs: counters.outClientMessages, bytes: counters.outClientBytes },
    received: { msgs: counters.inMessages, bytes: counters.inBytes },
    received_from_clients: { msgs: counters.inClientMessages, bytes: counters.inClientBytes },
    slow_consumers: counters.slowConsumers,
    slow_consumer_stats: unlessNone(counters.slowConsumersByKind),
    stale_connections: unlessZero(counters.staleConnections),
    stale_connection_stats: unlessNone(counters.staleConnectionsByKind),
    stalled_clients: unlessZero(counters.stalledClients),
    active_servers: activeServers,
    gomaxprocs: 1, // One thread serves all connections.
  };
}

function activeAccounts({ accounts }: ServerView): number {
  let count = 0;
  for (const { clients } of accounts.values()) if (clients > 0) count++;
  return count;
}

function unlessNone({ clients, routes, gateways, leafnodes }: PerKind): object | undefined {
  if (clients + routes + gateways + leafnodes === 0) return undefined;
  return { clients, routes, gateways, leafs: leafnodes };
}
