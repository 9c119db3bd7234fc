/**
 * Publishers at constant rate: message n is due at a fixed time and goes to client n modulo clients, stamped. They live
 * through lost connections: what was under way is gone, and the subscribers count it.
 */
import { NatsxError } from '../../base/errors.ts';
import { toNatsxError } from '../client-error.ts';
import type { BenchConnection } from './connections.ts';
import { Pace, pause } from './pace.ts';
import { stampedPayload } from './stamp.ts';
import type { ClientResult } from './statistics.ts';
import { aborted, now, publishedSubjects, type Run, type Workload } from './workload.ts';

/** What a publisher has sent and the server not yet confirmed; above it, it waits, and its messages are late. */
const UNCONFIRMED_BYTES = 4 * 1024 * 1024;
/** Messages that are published, late as they are, before the event loop turns. */
const CATCH_UP = 512;

/** Publishes by schedule, then an end from each client; `runId` marks the messages. */
export async function publishAtRate(
  connections: readonly BenchConnection[],
  workload: Workload,
  run: Run,
  runId: number,
): Promise<ClientResult[]> {
  const subjects = publishedSubjects(workload);
  const startMs = now();
  const pace = new Pace(workload.perSecond, startMs);
  const publishers = connections.map(
    (connection, index) =>
      new PacedPublisher(connection, workload.size, (type, sequence, dueMs) => ({
        ...{ type, sequence, dueMs, run: runId },
        ...{ publisher: index, publishers: connections.length },
      })),
  );
  const total = scheduled(workload);
  const stopped = aborted(run.signal);
  let next = 0;
  while (next < total && !run.signal.aborted) {
    const until = Math.min(total, pace.due(now()), next + CATCH_UP);
    for (; next < until; next++) {
      const publisher = publishers[next % publishers.length]!;
      publisher.publish(subjects[next % subjects.length]!, pace.dueMs(next));
    }
    run.meter.done = next;
    await Promise.all(publishers.map((publisher) => publisher.room(stopped)));
    if (next < total) await pause(pace.dueMs(next) - now(), run.signal);
  }
  await endAll(publishers, subjects[0]!, run.signal, stopped);
  const endMs = now();
  return publishers.map(({ sent }) => ({
    messages: sent,
    bytes: sent * workload.size,
    startMs,
    endMs,
  }));
}

/** One end each is enough: what a connection publishes reaches a subscriber in order, whatever the subject. */
async function endAll(
  publishers: readonly PacedPublisher[],
  subject: string,
  signal: AbortSignal,
  stopped: Promise<void>,
): Promise<void> {
  // After Ctrl-C nobody waits for a server to come back.
  const isOver = signal.aborted;
  const reachable = publishers.filter(({ isConnected }) => isConnected || !isOver);
  const ended = Promise.all(reachable.map((publisher) => publisher.end(subject)));
  if (isOver) await ended;
  else await Promise.race([ended, stopped]);
}

/** How many messages the time has room for, or as many as were asked for. */
export function scheduled({ messages, durationMs, perSecond }: Workload): number {
  if (durationMs === undefined || perSecond === 0) return messages;
  return Math.min(messages, Math.ceil((durationMs / 1000) * perSecond));
}

type MakeStamp = (
  type: 'message' | 'end',
  sequence: number,
  dueMs: number,
) => Parameters<typeof stampedPayload>[1];

class PacedPublisher {
  sent = 0;
  readonly #connection: BenchConnection;
  readonly #size: number;
  readonly #stamp: MakeStamp;
  #unconfirmedBytes = 0;
  #confirming: Promise<void> | undefined;

  constructor(connection: BenchConnection, size: number, stamp: MakeStamp) {
    this.#connection = connection;
    this.#size = size;
    this.#stamp = stamp;
  }

  get isConnected(): boolean {
    return this.#connection.isConnected;
  }

  publish(subject: string, dueMs: number): void {
    this.#send(subject, stampedPayload(this.#size, this.#stamp('message', this.sent, dueMs)));
    this.sent++;
    // The client library keeps what it has not written; the payload is not copied, so each has its own.
    this.#unconfirmedBytes += this.#size;
  }

  /** Resolves when it may go on: at once, unless too much is unconfirmed; or when `stopped`. */
  async room(stopped: Promise<void>): Promise<void> {
    if (this.#unconfirmedBytes < UNCONFIRMED_BYTES / 2) return;
    this.#confirming ??= this.#confirm();
    if (this.#unconfirmedBytes >= UNCONFIRMED_BYTES)
      await Promise.race([this.#confirming, stopped]);
    // A failure is thrown by the await above or at the end; until then somebody must have asked for it.
    else this.#confirming.catch(() => undefined);
  }

  /** Tells the subscribers how many messages there were. */
  async end(subject: string): Promise<void> {
    await this.#confirming;
    do {
      this.#send(subject, stampedPayload(this.#size, this.#stamp('end', this.sent, now())));
    } while (!(await this.#flush()));
  }

  #send(subject: string, payload: Uint8Array): void {
    try {
      this.#connection.client.publish(subject, payload);
    } catch (error) {
      throw toNatsxError(error);
    }
  }

  async #confirm(): Promise<void> {
    const bytes = this.#unconfirmedBytes;
    while (!(await this.#flush()));
    this.#unconfirmedBytes -= bytes;
    this.#confirming = undefined;
  }

  /** Whether the server has confirmed what was sent; not when the connection was lost meanwhile. */
  async #flush(): Promise<boolean> {
    const { disconnects } = this.#connection;
    try {
      await this.#connection.session.flush();
      return true;
    } catch (error) {
      const isLost = error instanceof NatsxError && this.#connection.disconnects > disconnects;
      // A connection that ended for good fails the benchmark elsewhere, but must not be asked again and again.
      if (!isLost || this.#connection.client.isClosed()) throw error;
      return false;
    }
  }
}
