import type { ConnectionContext } from '../connection/connection.ts';
import type { ServerOptions } from '../options/options.ts';

/** What a block of options says of its connections; what it leaves open is as for clients. */
interface PeerTimes {
  readonly pingIntervalMs?: number | undefined;
  readonly pingMax?: number | undefined;
  readonly writeDeadlineMs?: number | undefined;
}

/** Lines among servers may be so many times as long as those of clients. */
const LONGER_LINES = 16;
/** Messages for a server that does not keep up: so many times what may wait for a client. nats-server has no limit. */
const MORE_PENDING = 4;

/** The limits of connections between servers, which are never silent for longer than `longestPingMs`. */
export function peerLimits(
  options: ServerOptions,
  { pingIntervalMs, pingMax, writeDeadlineMs }: PeerTimes,
  longestPingMs: number,
): ConnectionContext['limits'] {
  return {
    ...options,
    maxControlLine: options.maxControlLine * LONGER_LINES,
    maxPending: options.maxPending * MORE_PENDING,
    pingIntervalMs: Math.min(pingIntervalMs ?? options.pingIntervalMs, longestPingMs),
    pingMax: pingMax ?? options.pingMax,
    writeDeadlineMs: writeDeadlineMs ?? options.writeDeadlineMs,
    // What is for another server is never dropped in place of holding up its publisher.
    noFastProducerStall: false,
  };
}

/** Nobody has a larger message: nats-server's max_payload is at most this (opts.go), and headers are of it. */
export const LARGEST_MESSAGE = 64 * 1024 * 1024;
