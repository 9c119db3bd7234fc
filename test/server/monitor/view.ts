import type { ServerCounters, ServerView } from '../../../src/server/monitor/server-view.ts';
import { completeOptions } from '../../../src/server/options/options.ts';

/** A server in which each number is another, so that no two can be mixed up unseen. */
export function view(changes: Partial<ServerView> = {}): ServerView {
  const counters: ServerCounters = {
    connections: 1,
    totalConnections: 2,
    subscriptions: 3,
    inMessages: 4,
    inBytes: 5,
    inClientMessages: 6,
    inClientBytes: 7,
    outMessages: 8,
    outBytes: 9,
    outClientMessages: 10,
    outClientBytes: 11,
    slowConsumers: 12,
    slowConsumerClients: 13,
    staleConnections: 14,
    staleConnectionClients: 15,
    stalledClients: 16,
  };
  return {
    id: 'NID',
    name: 'N1',
    options: completeOptions({ http: { host: '127.0.0.1', port: 0 } }),
    port: 4333,
    startedAtMs: Date.UTC(2026, 10, 22, 7, 0, 0, 480),
    configLoadedAtMs: Date.UTC(2026, 10, 22, 7, 0, 0, 0),
    connectUrls: [],
    counters,
    failure: undefined,
    ...changes,
  };
}
