import { COMPATIBILITY_VERSION, goVersionText } from '../version.ts';
import type { ServerView } from './server-view.ts';

/** What is known of the process and of the monitoring endpoints, not of the server. */
export interface Surroundings {
  /** Now, in ms since 1970. */
  readonly nowMs: number;
  /** Where monitoring is served. */
  readonly monitorHost: string;
  readonly monitorPort: number;
  /** Requests so far, by path. */
  readonly requests: ReadonlyMap<string, number>;
  /** Resident memory in bytes. */
  readonly memoryBytes: number;
  readonly cores: number;
  readonly cpuPercent: number;
}

const NANOSECONDS = 1e6;

/** The answer of /varz. Names and order are nats-server's (monitor.go, Varz); what it omits when empty is left out. */
export function varz(view: ServerView, around: Surroundings): Record<string, unknown> {
  const { options, counters } = view;
  return {
    server_id: view.id,
    server_name: view.name,
    version: COMPATIBILITY_VERSION,
    proto: 1,
    go: goVersionText,
    host: options.host,
    port: view.port,
    ...(view.connectUrls.length > 0 && { connect_urls: view.connectUrls }),
    max_connections: options.maxConnections,
    ...(options.maxSubscriptions > 0 && { max_subscriptions: options.maxSubscriptions }),
    ping_interval: options.pingIntervalMs * NANOSECONDS,
    ping_max: options.pingMax,
    http_host: around.monitorHost,
    http_port: around.monitorPort,
    http_base_path: '',
    https_port: 0,
    auth_timeout: 2, // nats-server's default, in seconds; there is nothing to wait for without authentication.
    max_control_line: options.maxControlLine,
    max_payload: options.maxPayload,
    max_pending: options.maxPending,
    ...notServed(),
    tls_timeout: 2, // Likewise.
    write_deadline: options.writeDeadlineMs * NANOSECONDS,
    start: time(view.startedAtMs),
    now: time(around.nowMs),
    uptime: uptime(around.nowMs - view.startedAtMs),
    mem: around.memoryBytes,
    cores: around.cores,
    gomaxprocs: 1, // One thread serves all connections.
    cpu: around.cpuPercent,
    connections: counters.connections,
    total_connections: counters.totalConnections,
    routes: 0,
    remotes: 0,
    leafnodes: 0,
    in_msgs: counters.inMessages,
    in_bytes: counters.inBytes,
    in_client_msgs: counters.inClientMessages,
    in_client_bytes: counters.inClientBytes,
    out_msgs: counters.outMessages,
    out_bytes: counters.outBytes,
    out_client_msgs: counters.outClientMessages,
    out_client_bytes: counters.outClientBytes,
    slow_consumers: counters.slowConsumers,
    stale_connections: counters.staleConnections,
    stalled_clients: counters.stalledClients,
    subscriptions: counters.subscriptions,
    http_req_stats: Object.fromEntries([...around.requests].sort(([a], [b]) => (a < b ? -1 : 1))),
    config_load_time: time(view.configLoadedAtMs),
    config_digest: '',
    slow_consumer_stats: byKind(counters.slowConsumerClients),
    stale_connection_stats: byKind(counters.staleConnectionClients),
  };
}

/** nats-server emits these objects empty when the feature is off; tools rely on their presence. */
function notServed(): Record<string, object> {
  return { cluster: {}, gateway: {}, leaf: {}, mqtt: {}, websocket: {}, jetstream: {} };
}

/** Clients are the only kind of connection there is yet. */
function byKind(clients: number): Record<string, number> {
  return { clients, routes: 0, gateways: 0, leafs: 0 };
}

/** Go's RFC3339Nano: a fraction without trailing zeros, `2026-11-22T11:06:38.48Z`. */
function time(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0+Z$/, 'Z');
}

/** `23s`, `1m2s`, `3h0m1s`, `4d0h0m0s`, `1y0d0h0m0s` (monitor.go, myUptime). */
export function uptime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const parts = [
    [Math.floor(days / 365), 'y'],
    [days % 365, 'd'],
    [hours % 24, 'h'],
    [minutes % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first)
    .map(([count, unit]) => `${count}${unit}`)
    .join('');
}
