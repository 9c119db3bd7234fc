// A server as monitoring sees it, in which each number is another, so that no two can be mixed up unseen.
import { NO_SETTINGS } from '../../../src/server/account/account.ts';
import { ClosedConnections } from '../../../src/server/monitor/closed-connections.ts';
import type {
  AccountView,
  ConnectionView,
  ServerCounters,
  ServerView,
  SubscriptionView,
} from '../../../src/server/monitor/server-view.ts';
import type { Surroundings } from '../../../src/server/monitor/varz.ts';
import { completeOptions } from '../../../src/server/options/options.ts';

/** Now, in all tests of endpoints. */
export const NOW = Date.UTC(2026, 10, 22, 7, 1, 2, 480);

const counters: ServerCounters = {
  connections: 1,
  totalConnections: 2,
  subscriptions: 3,
  inMessages: 24,
  inBytes: 25,
  inClientMessages: 6,
  inClientBytes: 7,
  outMessages: 28,
  outBytes: 29,
  outClientMessages: 10,
  outClientBytes: 11,
  slowConsumers: 14,
  slowConsumersByKind: { clients: 12, routes: 100, gateways: 1000, leafnodes: 10000 },
  staleConnections: 15,
  staleConnectionsByKind: { clients: 13, routes: 200, gateways: 2000, leafnodes: 20000 },
  stalledClients: 16,
};

export const noExpiries: ServerView['certificateExpiries'] = {
  clients: undefined,
  cluster: undefined,
  gateway: undefined,
  leafnodes: undefined,
  websocket: undefined,
};

export function view(changes: Partial<ServerView> = {}): ServerView {
  return {
    id: 'NID',
    name: 'N1',
    options: completeOptions({ http: { host: '127.0.0.1', port: 0 } }),
    advertised: { host: '127.0.0.1', port: 4333 },
    requiresLogin: false,
    websocketPort: undefined,
    clusterName: undefined,
    clusterPort: undefined,
    gatewayPort: undefined,
    leafnodePort: undefined,
    certificateExpiries: noExpiries,
    configDigest: undefined,
    startedAtMs: Date.UTC(2026, 10, 22, 7, 0, 0, 480),
    configLoadedAtMs: Date.UTC(2026, 10, 22, 7, 0, 0, 0),
    connectUrls: [],
    counters,
    failure: undefined,
    settle: () => undefined,
    connections: new Map(),
    closedConnections: new ClosedConnections(3),
    accounts: new Map([['$G', account('$G')]]),
    openResponses: 0,
    responsesOf: () => [],
    systemAccount: undefined,
    pinnedAccountFailures: 0,
    routes: [],
    gateways: undefined,
    leafnodes: [],
    ...changes,
  };
}

export const around: Surroundings = {
  nowMs: NOW,
  monitor: { host: '127.0.0.1', port: 8333, isSecure: false, basePath: '' },
  requests: new Map([
    ['/varz', 2],
    ['/', 1],
  ]),
  memoryBytes: 1000,
  cores: 4,
  cpuPercent: 1.5,
  cpuSeconds: 2.25,
};

/** A client that came a minute ago and spoke ten seconds ago. */
export function connection(changes: Partial<ConnectionView> = {}): ConnectionView {
  return {
    id: 5,
    kindName: 'Client',
    clientType: 'nats',
    transport: { remoteHost: '192.0.2.1', remotePort: 4711 },
    startedAt: NOW - 60_000,
    lastActivity: NOW - 10_000,
    rttMs: 0.6891,
    pendingBytes: 17,
    traffic: { inMessages: 18, inBytes: 19, outMessages: 20, outBytes: 21 },
    stalls: 0,
    subscriptions: new Map(),
    options: { name: '', lang: '', version: '' },
    account: named('$G'),
    authorizedUser: '',
    ...changes,
  };
}

/** The account of a connection. */
export function named(name: string): ConnectionView['account'] {
  return { name, nameTag: name };
}

/** Connections by their id, as a server has them. */
export function connections(...all: ConnectionView[]): ReadonlyMap<number, ConnectionView> {
  return new Map(all.map((each) => [each.id, each]));
}

export function subscription(changes: Partial<SubscriptionView> = {}): SubscriptionView {
  return { subject: 'foo', queue: undefined, sid: '1', delivered: 0, max: 0, ...changes };
}

/** Subscriptions by their sid, as a connection has them. */
export function subscriptions(...all: SubscriptionView[]): ReadonlyMap<string, SubscriptionView> {
  return new Map(all.map((each) => [each.sid, each]));
}

export function account(name: string, changes: Partial<AccountView> = {}): AccountView {
  return {
    name,
    nameTag: name,
    standing: undefined,
    clients: 0,
    traffic: { inMessages: 30, inBytes: 31, outMessages: 32, outBytes: 33 },
    slowConsumers: 34,
    subscriptionCount: 0,
    updatedAtMs: NOW - 5_000,
    sublistStatistics: {
      subscriptions: 35,
      inserts: 36,
      removes: 37,
      matches: 40,
      cacheHits: 10,
      cached: 4,
      cachedFanout: 6,
      mostFanout: 5,
    },
    ...NO_SETTINGS,
    subscriptions: () => [],
    subscriptionsTo: () => [],
    ...changes,
  };
}
