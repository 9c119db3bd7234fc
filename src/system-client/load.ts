/** What servers have to do at one moment, all of them together. */
import type { EndpointAnswer } from './ask.ts';
import type { Statsz } from './statsz.ts';

export interface Load {
  readonly servers: number;
  /** Per second, since the moment before. */
  readonly inMsgs: number;
  readonly outMsgs: number;
  readonly inBytes: number;
  readonly outBytes: number;
  readonly connections: number;
  readonly subscriptions: number;
  /** Bytes. */
  readonly memory: number;
  /** Percent of one core. */
  readonly cpu: number;
}

type Answer = Pick<EndpointAnswer<'STATSZ'>, 'server' | 'data'>;

/** A server that was not there `before`, or has been restarted, has no rates. */
export function loadOf(answers: readonly Answer[], before: readonly Answer[]): Load {
  const known = new Map(before.map((each) => [each.server.id, each]));
  const sum = (value: (statsz: Statsz) => number) =>
    answers.reduce((total, { data }) => total + value(data), 0);
  const rate = (value: (statsz: Statsz) => number) =>
    answers.reduce((total, now) => {
      const then = known.get(now.server.id);
      if (then?.data.start !== now.data.start) return total;
      // By the server's own clock: how long its answers were under way does not matter.
      const seconds = (Date.parse(now.server.time) - Date.parse(then.server.time)) / 1000;
      if (!(seconds > 0)) return total;
      return total + Math.max(0, value(now.data) - value(then.data)) / seconds;
    }, 0);
  return {
    servers: answers.length,
    inMsgs: rate(({ received }) => received.msgs),
    outMsgs: rate(({ sent }) => sent.msgs),
    inBytes: rate(({ received }) => received.bytes),
    outBytes: rate(({ sent }) => sent.bytes),
    connections: sum(({ connections }) => connections),
    subscriptions: sum(({ subscriptions }) => subscriptions),
    memory: sum(({ mem }) => mem),
    cpu: sum(({ cpu }) => cpu),
  };
}
