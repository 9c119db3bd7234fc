/**
 * Who may hear whom, by where a message came in and where it may go. No message goes round in circles, because each kind
 * of connection passes on only what the others of its kind do not hear anyway (nats-server client.go,
 * processMsgResults; docs in ARCHITECTURE.md).
 */
import type { Connection, ConnectionKind } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';

/** Where a message came in, and what it says of itself there. */
export interface Source {
  readonly kind: ConnectionKind;
  /** Whether its own messages come back to it. */
  readonly echo: boolean;
  /** The queue groups of which one member each is to hear the message, and no others; undefined for all. */
  readonly queues?: readonly string[] | undefined;
  /** The cluster of the leafnode that the message came from; empty if it came from none. */
  readonly origin: string;
  /** Of a leafnode: whether the other side is the hub, which passes on to its cluster what we say. */
  readonly isSpoke?: boolean;
}

/** The server itself. */
export const INTERNAL: Source = { kind: 'internal', echo: true, origin: '' };

/** Rows: where a message came in; columns: where it may go. Gateways are asked apart. */
const AUDIENCE: Readonly<Record<ConnectionKind, ReadonlySet<ConnectionKind>>> = {
  client: new Set(['client', 'internal', 'route', 'leaf']),
  internal: new Set(['client', 'internal', 'route', 'leaf']),
  route: new Set(['client', 'internal', 'leaf']),
  gateway: new Set(['client', 'internal', 'route', 'leaf']),
  leaf: new Set(['client', 'internal', 'route', 'leaf']),
};

/**
 * Whether what came in at `source` may go to `subscription`. `isResponse`: it answers a service request, and finds its
 * way back where other messages would end.
 */
export function mayHear(
  source: Source,
  subscription: Subscription,
  subject: string,
  isResponse: boolean,
): boolean {
  const { connection } = subscription;
  const { kind } = connection;
  if (kind === 'client' || kind === 'internal') return true;
  if ((connection as object) === source) return false;
  const isAllowed = AUDIENCE[source.kind].has(kind);
  if (kind === 'route') {
    if (!isAllowed) return isResponse;
    return source.isSpoke !== true && !isOfOrigin(source, subscription);
  }
  if (!isAllowed || isOfOrigin(source, subscription)) return false;
  // A hub has heard what a route or a gateway brings; answers to services are for whoever asked.
  if (source.kind === 'route') return !isSpoke(connection) || subject.startsWith('_R_.');
  return true;
}

/** Whether a message would go back to the leafnodes that it came from. */
function isOfOrigin({ origin }: Source, subscription: Subscription): boolean {
  return origin !== '' && originOf(subscription) === origin;
}

/** The cluster of the leafnode that a subscription stems from; empty if it stems from none. */
export function originOf({ origin, connection }: Subscription): string {
  return origin ?? connection.remoteCluster ?? '';
}

function isSpoke(connection: Connection): boolean {
  return connection.isSpoke === true;
}

/** Whether a message takes one line to its peer, however many subscriptions it meets there. */
export function isRemote(kind: ConnectionKind): boolean {
  return kind !== 'client' && kind !== 'internal';
}
