/** A thread of a vanity search: takes batches of attempts from the common counter until one hits or none is left. */
import { parentPort, workerData } from 'node:worker_threads';
import { createTrier } from './vanity-kernel.ts';
import { VanityPrefix } from './vanity-prefix.ts';
import type { VanityTask } from './vanity.ts';

const { kind, letters, maxAttempts, attempts } = workerData as VanityTask;
const trier = await createTrier(new VanityPrefix(kind, letters));
for (;;) {
  const before = Number(Atomics.add(attempts, 0, BigInt(trier.batch)));
  const count = Math.min(trier.batch, maxAttempts - before);
  if (count <= 0) break;
  const seed = trier.try(count);
  if (seed === undefined) continue;
  parentPort!.postMessage(seed);
  seed.fill(0);
  break;
}
