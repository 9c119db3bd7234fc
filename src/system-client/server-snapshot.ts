/** One server and its connections at one moment, and what has gone through them since the moment before. */
import { NatsxError } from '../base/errors.ts';
import type { Session } from '../nats-client/session.ts';
import { askAll, type Question } from './ask.ts';
import type { ConnectionInfo, Endpoints, Varz } from './endpoints.ts';

export interface Counters {
  readonly in_msgs: number;
  readonly out_msgs: number;
  readonly in_bytes: number;
  readonly out_bytes: number;
}

export const NO_RATES: Counters = { in_msgs: 0, out_msgs: 0, in_bytes: 0, out_bytes: 0 };

export interface ServerSnapshot {
  readonly varz: Varz;
  readonly connections: readonly ConnectionInfo[];
  /** Per second. */
  readonly rates: Counters;
  /** By the id of the connection; one that was not there before is not in it. */
  readonly connectionRates: ReadonlyMap<number, Counters>;
}

export interface SnapshotSettings {
  /** The id of the server. */
  readonly server: string;
  readonly timeoutMs: number;
  /** One of CONNZ' sort keys. */
  readonly sort: string;
  /** How many connections at most. */
  readonly limit: number;
  readonly hasSubscriptions: boolean;
}

/** Throws ERR_SERVER_ANSWER if the server does not say, or objects. */
export async function takeSnapshot(
  session: Session,
  { server, timeoutMs, sort, limit, hasSubscriptions }: SnapshotSettings,
  before?: ServerSnapshot,
): Promise<ServerSnapshot> {
  const options = { sort, limit, subscriptions: hasSubscriptions };
  const [varz, connz] = await Promise.all([
    askOne(session, 'VARZ', { server, timeoutMs }),
    askOne(session, 'CONNZ', { server, timeoutMs, options }),
  ]);
  const seconds = before === undefined ? 0 : secondsBetween(before.varz.now, varz.now);
  const connections = connz.connections ?? [];
  const known = new Map(before?.connections.map((each) => [each.cid, each]));
  return {
    varz,
    connections,
    rates: before === undefined ? NO_RATES : ratesOf(before.varz, varz, seconds),
    connectionRates: new Map(
      connections.flatMap((each) => {
        const then = known.get(each.cid);
        return then === undefined ? [] : [[each.cid, ratesOf(then, each, seconds)] as const];
      }),
    ),
  };
}

/** What one server answers. */
async function askOne<E extends keyof Endpoints>(
  session: Session,
  endpoint: E,
  question: Omit<Question, 'subject' | 'expect'> & { readonly server: string },
): Promise<Endpoints[E]> {
  const failures: string[] = [];
  const [answer] = await askAll(session, { ...question, endpoint, expect: 1 }, (_, failure) =>
    failures.push(failure),
  );
  if (answer !== undefined) return answer.data;
  const failure = failures[0] ?? `the server has not answered ${endpoint} in time`;
  throw new NatsxError('ERR_SERVER_ANSWER', failure);
}

export function ratesOf(before: Counters, now: Counters, seconds: number): Counters {
  if (seconds <= 0) return NO_RATES;
  // Whoever counts from the start again has been restarted.
  const rate = (name: keyof Counters) => Math.max(0, now[name] - before[name]) / seconds;
  return {
    in_msgs: rate('in_msgs'),
    out_msgs: rate('out_msgs'),
    in_bytes: rate('in_bytes'),
    out_bytes: rate('out_bytes'),
  };
}

/** By the server's own clock: how long its answers were under way does not matter. */
function secondsBetween(before: string, now: string): number {
  return (Date.parse(now) - Date.parse(before)) / 1000;
}
