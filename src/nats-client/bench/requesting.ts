/** Requesters: one request after the other each, or by schedule, whether or not the last one has been answered. */
import { errors } from '@nats-io/transport-node';
import type { NatsxError } from '../../base/errors.ts';
import { toNatsxError } from '../client-error.ts';
import { noResponders } from '../request.ts';
import type { BenchConnection } from './connections.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import { Pace, pause, sleep } from './pace.ts';
import { scheduled } from './paced-publishing.ts';
import type { ClientResult, Delivery } from './statistics.ts';
import { now, publishedSubjects, share, type Run, type Workload } from './workload.ts';

/** Requests by schedule that wait for their replies; at the limit the next one is late. */
const MAX_WAITING = 16_384;

/** Each client waits for a reply before it asks again; the first request without one fails the benchmark. */
export async function requestAll(
  connections: readonly BenchConnection[],
  workload: Workload,
  timeoutMs: number,
  run: Run,
): Promise<ClientResult[]> {
  const subjects = publishedSubjects(workload);
  const payload = Buffer.alloc(workload.size);
  const stopMs = now() + (workload.durationMs ?? Infinity);
  return Promise.all(
    connections.map(async (connection, index) => {
      const requester = new Requester(connection, subjects, payload, timeoutMs);
      const requests = share(workload.messages, connections.length, index);
      for (let number = 0; number < requests && !run.signal.aborted; number++) {
        const sentMs = now();
        if (sentMs >= stopMs) break;
        await requester.request(number, sentMs);
        run.meter.done++;
        if (workload.sleepMs > 0) await sleep(workload.sleepMs, run.signal);
      }
      return requester.result();
    }),
  );
}

/** Asks at constant rate; requests without a reply are counted as lost. */
export async function requestAtRate(
  connections: readonly BenchConnection[],
  workload: Workload,
  timeoutMs: number,
  run: Run,
): Promise<{ results: ClientResult[]; delivery: Delivery }> {
  const subjects = publishedSubjects(workload);
  const payload = Buffer.alloc(workload.size);
  const pace = new Pace(workload.perSecond, now());
  const requesters = connections.map(
    (connection) => new Requester(connection, subjects, payload, timeoutMs),
  );
  const waiting = new Set<Promise<void>>();
  const total = scheduled(workload);
  let sent = 0;
  let lost = 0;
  let failure: NatsxError | undefined;
  const ask = async (number: number) => {
    try {
      await requesters[number % requesters.length]!.request(number, pace.dueMs(number));
      run.meter.done++;
    } catch (error) {
      lost++;
      // Until somebody has answered, nobody is there to measure.
      if (requesters.every((requester) => requester.replies === 0)) failure ??= toNatsxError(error);
    }
  };
  while (sent < total && !run.signal.aborted && failure === undefined) {
    const room = sent + MAX_WAITING - waiting.size;
    for (const until = Math.min(total, pace.due(now()), room); sent < until; sent++) {
      const asked: Promise<void> = ask(sent).finally(() => waiting.delete(asked));
      waiting.add(asked);
    }
    if (sent < total) await pause(pace.dueMs(sent) - now(), run.signal);
  }
  await Promise.all(waiting);
  if (failure !== undefined) throw failure;
  return {
    results: requesters.map((requester) => requester.result()),
    delivery: { sent, received: sent - lost, lost, duplicates: 0, reordered: 0 },
  };
}

class Requester {
  replies = 0;
  readonly #connection: BenchConnection;
  readonly #subjects: readonly string[];
  readonly #payload: Uint8Array;
  readonly #timeoutMs: number;
  readonly #latency = new LatencyHistogram();
  readonly #startMs = now();
  #endMs = this.#startMs;

  constructor(
    connection: BenchConnection,
    subjects: readonly string[],
    payload: Uint8Array,
    timeoutMs: number,
  ) {
    this.#connection = connection;
    this.#subjects = subjects;
    this.#payload = payload;
    this.#timeoutMs = timeoutMs;
  }

  /** Waits for the reply; its latency counts from `dueMs`. */
  async request(number: number, dueMs: number): Promise<void> {
    const subject = this.#subjects[number % this.#subjects.length]!;
    try {
      await this.#connection.client.request(subject, this.#payload, { timeout: this.#timeoutMs });
    } catch (error) {
      throw isNoResponders(error) ? noResponders(subject) : toNatsxError(error);
    }
    this.#endMs = now();
    this.#latency.record(this.#endMs - dueMs);
    this.replies++;
  }

  result(): ClientResult {
    return {
      messages: this.replies,
      bytes: this.replies * this.#payload.length,
      startMs: this.#startMs,
      endMs: this.#endMs,
      latency: this.#latency,
    };
  }
}

function isNoResponders(error: unknown): boolean {
  if (error instanceof errors.NoRespondersError) return true;
  return error instanceof errors.RequestError && error.isNoResponders();
}
