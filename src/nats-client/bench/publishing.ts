/** Publishers at full speed: batches with a round trip each, so that what lies in memory is bounded. */
import { toNatsxError } from '../client-error.ts';
import { Burst } from './burst.ts';
import type { BenchConnection } from './connections.ts';
import { sleep } from './pace.ts';
import type { ClientResult } from './statistics.ts';
import { now, publishedSubjects, share, type Run, type Workload } from './workload.ts';

// Two batches are under way at most: 512 kB keep a server busy while the next is made, more only fills buffers.
const BATCH_BYTES = 512 * 1024;
const BATCH_MESSAGES = 2048;

/** Publishes the workload, each client its share; resolves when the server has read all of it. */
export async function publishAll(
  connections: readonly BenchConnection[],
  workload: Workload,
  run: Run,
): Promise<ClientResult[]> {
  const payload = Buffer.alloc(workload.size);
  const burst = new Burst(publishedSubjects(workload), payload, batchOf(workload));
  return Promise.all(
    connections.map((connection, index) => {
      const messages = share(workload.messages, connections.length, index);
      return publishShare({ connection, burst, messages }, workload, run);
    }),
  );
}

interface Share {
  readonly connection: BenchConnection;
  readonly burst: Burst;
  readonly messages: number;
}

async function publishShare(mine: Share, workload: Workload, run: Run): Promise<ClientResult> {
  const { connection, messages } = mine;
  const batch = batchOf(workload);
  const startMs = now();
  const stopMs = startMs + (workload.durationMs ?? Infinity);
  let sent = 0;
  let underWay = Promise.resolve();
  while (sent < messages && !run.signal.aborted && now() < stopMs) {
    const until = Math.min(messages, sent + batch);
    publishBatch(mine, sent, until);
    run.meter.done += until - sent;
    sent = until;
    const flushed = connection.session.flush();
    // Its failure is thrown at the next round; until then somebody must have asked for it.
    flushed.catch(() => undefined);
    await underWay;
    underWay = flushed;
    if (workload.sleepMs > 0 && sent < messages) await sleep(workload.sleepMs, run.signal);
  }
  await underWay;
  return { messages: sent, bytes: sent * workload.size, startMs, endMs: now() };
}

/** How many messages go out before the event loop turns; who sleeps after each sends one. */
function batchOf({ size, sleepMs }: Workload): number {
  if (sleepMs > 0) return 1;
  return Math.max(1, Math.min(BATCH_MESSAGES, Math.floor(BATCH_BYTES / (size + 1))));
}

function publishBatch({ connection, burst }: Share, from: number, until: number): void {
  try {
    burst.publish(connection.client, from, until);
  } catch (error) {
    throw toNatsxError(error);
  }
}
