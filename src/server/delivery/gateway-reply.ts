/**
 * The subjects by which replies find back to the cluster and the server that asked: `_GR_.<cluster>.<server>.<reply>`,
 * each named by six digits (nats-server gateway.go). A client sees the reply alone; what it says there in the next
 * seconds goes back the whole way.
 */
import type { Connection } from '../connection/connection.ts';

const PREFIX = '_GR_.';
const CLUSTER_AT = PREFIX.length;
const SERVER_AT = CLUSTER_AT + 7;
const REPLY_AT = SERVER_AT + 7;
/** nats-server: so long a service has for its answer (defaultGatewayRecentSubExpiration). */
const LIFE_MS = 2_000;

export interface GatewayReply {
  readonly cluster: string;
  readonly server: string;
  /** The requester's own reply subject. */
  readonly reply: string;
}

export function gatewayReply(cluster: string, server: string, reply: string): string {
  return `${PREFIX}${cluster}.${server}.${reply}`;
}

export function isGatewayReply(subject: string): boolean {
  return subject.startsWith(PREFIX) && subject.length > REPLY_AT;
}

export function parseGatewayReply(subject: string): GatewayReply {
  return {
    cluster: subject.slice(CLUSTER_AT, SERVER_AT - 1),
    server: subject.slice(SERVER_AT, REPLY_AT - 1),
    reply: subject.slice(REPLY_AT),
  };
}

interface Way {
  readonly way: string;
  /** By the clock of `performance`. */
  readonly until: number;
}

/** What clients were shown in place of the way back. */
export class ShownReplies {
  readonly #byConnection = new WeakMap<Connection, Map<string, Way>>();
  /** Most servers never show any. */
  #isUsed = false;

  /** What `connection` is shown of `reply`. */
  show(connection: Connection, reply: string): string {
    this.#isUsed = true;
    const { reply: shown } = parseGatewayReply(reply);
    let ways = this.#byConnection.get(connection);
    if (ways === undefined) {
      ways = new Map<string, Way>();
      this.#byConnection.set(connection, ways);
    }
    const now = performance.now();
    // A client that answers nothing must not be remembered without end. The oldest stand first.
    for (const [each, { until }] of ways) {
      if (until > now) break;
      ways.delete(each);
    }
    ways.delete(shown);
    ways.set(shown, { way: reply, until: now + LIFE_MS });
    return shown;
  }

  /** The way back for what `connection` says on `subject`, if it was shown that lately. */
  wayOf(connection: Connection, subject: string): string | undefined {
    if (!this.#isUsed) return undefined;
    const known = this.#byConnection.get(connection)?.get(subject);
    return known === undefined || known.until <= performance.now() ? undefined : known.way;
  }
}
