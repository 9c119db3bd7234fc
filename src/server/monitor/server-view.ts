import type { ServerOptions } from '../options/options.ts';

/** Numbers of a running server that only ever grow, except `connections` and `subscriptions`. */
export interface ServerCounters {
  /** Clients connected now. */
  readonly connections: number;
  /** Clients ever accepted. */
  readonly totalConnections: number;
  /** Subscriptions of all accounts now. */
  readonly subscriptions: number;
  /** Messages and payload bytes received from all peers, and from clients alone. */
  readonly inMessages: number;
  readonly inBytes: number;
  readonly inClientMessages: number;
  readonly inClientBytes: number;
  /** Messages and payload bytes sent to all peers, and to clients alone. */
  readonly outMessages: number;
  readonly outBytes: number;
  readonly outClientMessages: number;
  readonly outClientBytes: number;
  /** Connections closed because they did not read fast enough, all kinds and clients alone. */
  readonly slowConsumers: number;
  readonly slowConsumerClients: number;
  /** Connections closed because PINGs went unanswered, all kinds and clients alone. */
  readonly staleConnections: number;
  readonly staleConnectionClients: number;
  /** Times a publisher was slowed down for its subscribers' sake. */
  readonly stalledClients: number;
}

/** What monitoring may see of a server: it reads, never changes. The server implements it. */
export interface ServerView {
  readonly id: string;
  readonly name: string;
  readonly options: ServerOptions;
  /** The port clients connect to: `options.port`, or the one that was free. */
  readonly port: number;
  /** When the server started, in ms since 1970. */
  readonly startedAtMs: number;
  /** When its options were read last, in ms since 1970. */
  readonly configLoadedAtMs: number;
  /** Addresses told to clients in INFO; empty when alone. */
  readonly connectUrls: readonly string[];
  readonly counters: ServerCounters;
  /** What keeps the server from being healthy, or undefined. */
  readonly failure: string | undefined;
}
