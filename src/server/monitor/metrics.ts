/**
 * /metrics, which nats-server does not have: the numbers of the other endpoints in Prometheus' text format 0.0.4. No
 * label takes values without end: connections show up as sums only, and accounts by name only the first hundred.
 */
import { COMPATIBILITY_VERSION, NATSX_VERSION } from '../version.ts';
import { sumsByAccount, type AccountSums } from './account-sums.ts';
import { counter, gauge, metricLines, type Metric, type Sample } from './metric.ts';
import type { Query } from './query.ts';
import type { PerKind, ServerView } from './server-view.ts';
import type { Surroundings } from './varz.ts';

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Accounts that are told apart, the oldest first; the others are summed up. */
const MOST_ACCOUNTS = 100;

/** The lines of /metrics. `accounts=all` shows all accounts by name. */
export function* metrics(view: ServerView, around: Surroundings, query: Query): Generator<string> {
  const mostAccounts = query.text('accounts') === 'all' ? Infinity : MOST_ACCOUNTS;
  const all = [
    ...serverMetrics(view),
    ...trafficMetrics(view),
    ...connectionMetrics(view),
    ...accountMetrics(view, mostAccounts),
    ...processMetrics(around),
  ];
  for (const metric of all) yield metricLines(metric);
}

function serverMetrics(view: ServerView): Metric[] {
  const { counters, options } = view;
  const identity = {
    server_id: view.id,
    server_name: view.name,
    version: COMPATIBILITY_VERSION,
    natsx_version: NATSX_VERSION,
  };
  const isHealthy = view.failure === undefined;
  const startedAt = view.startedAtMs / 1000;
  const loadedAt = view.configLoadedAtMs / 1000;
  return [
    gauge('nats_server_info', 'Which server this is; always 1.', [[1, identity]]),
    gauge('nats_server_healthy', 'Whether /healthz says ok.', [[isHealthy ? 1 : 0]]),
    gauge('nats_start_time_seconds', 'When the server started, since 1970.', [[startedAt]]),
    gauge('nats_config_load_time_seconds', 'When its options were read last, since 1970.', [
      [loadedAt],
    ]),
    gauge('nats_max_connections', 'Clients allowed at a time; 0 for any number, -1 for none.', [
      [options.maxConnections],
    ]),
    gauge('nats_max_payload_bytes', 'Largest message allowed.', [[options.maxPayload]]),
    gauge('nats_subscriptions', 'Subscriptions of all accounts.', [[counters.subscriptions]]),
    gauge('nats_open_responses', 'Requests to services of other accounts that may be answered.', [
      [view.openResponses],
    ]),
  ];
}

function trafficMetrics({ counters }: ServerView): Metric[] {
  const both = (fromClients: number, fromAll: number): Sample[] => [
    [fromClients, { peer: 'client' }],
    // Not the sum of all labels: what other servers sent.
    [fromAll - fromClients, { peer: 'server' }],
  ];
  return [
    counter(
      'nats_received_messages_total',
      'Messages received.',
      both(counters.inClientMessages, counters.inMessages),
    ),
    counter(
      'nats_received_bytes_total',
      'Bytes of headers and payloads received.',
      both(counters.inClientBytes, counters.inBytes),
    ),
    counter(
      'nats_sent_messages_total',
      'Messages sent.',
      both(counters.outClientMessages, counters.outMessages),
    ),
    counter(
      'nats_sent_bytes_total',
      'Bytes of headers and payloads sent.',
      both(counters.outClientBytes, counters.outBytes),
    ),
    counter(
      'nats_slow_consumers_total',
      'Connections closed because they did not read fast enough.',
      byKind(counters.slowConsumersByKind),
    ),
    counter(
      'nats_stale_connections_total',
      'Connections closed because PINGs went unanswered.',
      byKind(counters.staleConnectionsByKind),
    ),
    counter('nats_publisher_stalls_total', 'Times a publisher waited for slow subscribers.', [
      [counters.stalledClients],
    ]),
  ];
}

function byKind({ clients, routes, gateways, leafnodes }: PerKind): Sample[] {
  return [
    [clients, { kind: 'client' }],
    [routes, { kind: 'route' }],
    [gateways, { kind: 'gateway' }],
    [leafnodes, { kind: 'leafnode' }],
  ];
}

function connectionMetrics(view: ServerView): Metric[] {
  let pending = 0;
  let mostPending = 0;
  let slowestMs = 0;
  for (const { pendingBytes, rttMs = 0 } of view.connections.values()) {
    pending += pendingBytes;
    mostPending = Math.max(mostPending, pendingBytes);
    slowestMs = Math.max(slowestMs, rttMs);
  }
  const { connections, totalConnections } = view.counters;
  const closed = [...view.closedConnections.countsByReason];
  return [
    gauge('nats_connections', 'Clients connected.', [[connections]]),
    gauge('nats_routes', 'Routes connected.', [[view.routes.length]]),
    gauge('nats_leafnodes', 'Leafnodes connected.', [[view.leafnodes.length]]),
    counter('nats_connections_total', 'Clients ever accepted.', [[totalConnections]]),
    counter(
      'nats_connections_closed_total',
      'Connections that ended, by reason.',
      closed.map(([reason, count]) => [count, { reason }]),
    ),
    gauge('nats_pending_bytes', 'Bytes that wait for clients to read them.', [[pending]]),
    gauge('nats_pending_bytes_max', 'Those of the client with the most.', [[mostPending]]),
    gauge('nats_rtt_seconds_max', 'Round trip to the slowest client.', [[slowestMs / 1000]]),
  ];
}

function accountMetrics(view: ServerView, most: number): Metric[] {
  const sums = sumsByAccount(view, most);
  const of = (key: keyof AccountSums): Sample[] =>
    [...sums].map(([account, sum]) => [sum[key], { account }]);
  const named = (name: string): string => `nats_account_${name}`;
  return [
    gauge(named('connections'), 'Connections.', of('connections')),
    gauge(named('subscriptions'), 'Subscriptions.', of('subscriptions')),
    counter(named('received_messages_total'), 'Messages received.', of('inMessages')),
    counter(named('received_bytes_total'), 'Bytes received.', of('inBytes')),
    counter(named('sent_messages_total'), 'Messages sent.', of('outMessages')),
    counter(named('sent_bytes_total'), 'Bytes sent.', of('outBytes')),
    counter(named('slow_consumers_total'), 'Slow consumers closed.', of('slowConsumers')),
  ];
}

/** By the names that Prometheus' own libraries use. */
function processMetrics({ cpuSeconds, memoryBytes }: Surroundings): Metric[] {
  return [
    counter('process_cpu_seconds_total', 'Processor time spent.', [[cpuSeconds]]),
    gauge('process_resident_memory_bytes', 'Resident memory.', [[memoryBytes]]),
  ];
}
