import { COMPATIBILITY_VERSION, goVersionText } from '../version.ts';
import { operatorsInfo } from './account-claims.ts';
import { unlessNone, unlessZero } from './connection-info.ts';
import { goTime, uptime } from './go-text.ts';
import type { PerKind, ServerView } from './server-view.ts';
import {
  authTimeout,
  clusterBlock,
  expiry,
  gatewayBlock,
  leafBlock,
  tlsTimeout,
  unlessFalse,
  websocketBlock,
  writing,
} from './varz-blocks.ts';

/** What is known of the process and of the monitoring endpoints, not of the server. */
export interface Surroundings {
  /** Now, in ms since 1970. */
  readonly nowMs: number;
  /** Where monitoring is served. */
  readonly monitor: MonitorAddress;
  /** Requests so far, by path. */
  readonly requests: ReadonlyMap<string, number>;
  /** Resident memory in bytes. */
  readonly memoryBytes: number;
  readonly cores: number;
  /** Processor time spent lately, of one core, and in all. */
  readonly cpuPercent: number;
  readonly cpuSeconds: number;
}

/** Where monitoring is served. */
interface MonitorAddress {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  /** As it was given; empty for none. */
  readonly basePath: string;
}

const NANOSECONDS = 1e6;

/** The answer of /varz. Names and order are nats-server's (monitor.go, Varz); what it omits when empty is left out. */
export function varz(view: ServerView, around: Surroundings): Record<string, unknown> {
  const { options, counters } = view;
  const { monitor } = around;
  const { tls } = options;
  return {
    server_id: view.id,
    server_name: view.name,
    version: COMPATIBILITY_VERSION,
    proto: 1,
    go: goVersionText,
    host: view.advertised.host,
    port: view.advertised.port,
    auth_required: unlessFalse(view.requiresLogin),
    tls_required: unlessFalse(tls !== undefined && !options.allowNonTls),
    tls_verify: unlessFalse(tls?.verify === true || tls?.verifyAndMap === true),
    connect_urls: unlessNone(view.connectUrls),
    max_connections: options.maxConnections,
    max_subscriptions: unlessZero(options.maxSubscriptions),
    ping_interval: options.pingIntervalMs * NANOSECONDS,
    ping_max: options.pingMax,
    http_host: monitor.host,
    http_port: monitor.isSecure ? 0 : monitor.port,
    http_base_path: monitor.basePath,
    https_port: monitor.isSecure ? monitor.port : 0,
    auth_timeout: authTimeout(options),
    max_control_line: options.maxControlLine,
    max_payload: options.maxPayload,
    max_pending: options.maxPending,
    cluster: clusterBlock(view),
    gateway: gatewayBlock(view),
    leaf: leafBlock(view),
    mqtt: {},
    websocket: websocketBlock(view),
    jetstream: {},
    tls_timeout: tlsTimeout(options),
    ...writing(options.writeDeadlineMs, options.writeTimeout),
    start: goTime(view.startedAtMs),
    now: goTime(around.nowMs),
    uptime: uptime(around.nowMs - view.startedAtMs),
    mem: around.memoryBytes,
    cores: around.cores,
    gomaxprocs: 1, // One thread serves all connections.
    cpu: around.cpuPercent,
    connections: counters.connections,
    total_connections: counters.totalConnections,
    routes: view.routes.length,
    remotes: new Set(view.routes.map(({ remoteId }) => remoteId)).size,
    leafnodes: view.leafnodes.length,
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
    http_req_stats: sorted(Object.fromEntries(around.requests)),
    config_load_time: goTime(view.configLoadedAtMs),
    config_digest: view.configDigest ?? '',
    tags: unlessNone(options.serverTags.map((tag) => tag.toLowerCase())),
    metadata: unlessEmptyMap(sorted(options.serverMetadata)),
    feature_flags: unlessEmptyMap(sorted(options.featureFlags)),
    ...operatorsInfo(options),
    system_account: view.systemAccount,
    pinned_account_fails: unlessZero(view.pinnedAccountFailures),
    slow_consumer_stats: byKind(counters.slowConsumersByKind),
    stale_connection_stats: byKind(counters.staleConnectionsByKind),
    // JetStream's waiting for the disk.
    disk_io_wait_stats: { waiters: 0, waits: 0, wait_time: 0, max_wait_time: 0 },
    tls_cert_not_after: expiry(view.certificateExpiries.clients),
  };
}

/** In the order of the keys, as Go writes maps. */
function sorted<Value>(map: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unlessEmptyMap<T extends object>(map: T): T | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}

function byKind({ clients, routes, gateways, leafnodes }: PerKind): Record<string, number> {
  return { clients, routes, gateways, leafs: leafnodes };
}
