import { goTime } from '../monitor/go-text.ts';
import type { PerKind, RouteView, ServerView } from '../monitor/server-view.ts';
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
    routes: unlessNobody(view.routes.map(routeStat)),
    gateways: unlessNobody(gatewayStats(view)),
    active_servers: activeServers,
    gomaxprocs: 1, // One thread serves all connections.
  };
}

/** nats-server's RouteStat. */
function routeStat(route: RouteView): object {
  const { traffic } = route; // First: it settles what the fast road counted.
  return { rid: route.id, name: route.remoteName, ...sums(traffic), pending: route.pendingBytes };
}

/** nats-server's GatewayStat: one for each cluster that this server has a way to. */
function gatewayStats({ gateways }: ServerView): object[] {
  return [...(gateways?.outbound ?? [])].map(([name, { connection }]) => ({
    gwid: connection.id,
    name,
    ...sums(connection.traffic),
    inbound_connections: gateways?.inbound.get(name)?.length ?? 0,
  }));
}

function sums({ inMessages, inBytes, outMessages, outBytes }: RouteView['traffic']): object {
  return {
    sent: { msgs: outMessages, bytes: outBytes },
    received: { msgs: inMessages, bytes: inBytes },
  };
}

function unlessNobody(peers: readonly object[]): readonly object[] | undefined {
  return peers.length === 0 ? undefined : peers;
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
