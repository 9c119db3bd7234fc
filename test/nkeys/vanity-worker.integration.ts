import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { fromRawSeed } from '../../src/nkeys/create.ts';
import type { VanityTask } from '../../src/nkeys/vanity.ts';

// As vanity.ts starts it.
const WORKER = new URL('../../dist/nkeys/vanity-worker.js', import.meta.url);

/** Runs one thread to its end; gives the seeds it found and how many attempts it took. */
async function runWorker(task: Omit<VanityTask, 'attempts'>, taken = 0n) {
  const attempts = new BigInt64Array(new SharedArrayBuffer(8)).fill(taken);
  const worker = new Worker(WORKER, { workerData: { ...task, attempts }, execArgv: [] });
  const seeds: Uint8Array[] = [];
  worker.on('message', (seed: Uint8Array) => seeds.push(seed));
  await once(worker, 'exit');
  return { seeds, attempts: attempts[0]! };
}

describe('a thread of a vanity search', () => {
  it('hands over the seed of a key that begins as wished, and ends', async () => {
    const { seeds } = await runWorker({ kind: 'user', letters: 'A', maxAttempts: 1e9 });
    assert.equal(seeds.length, 1);
    assert.match(fromRawSeed('user', seeds[0]!).publicKey, /^UA/);
  });

  it('ends without one when the attempts are used up', async () => {
    const letters = 'A'.repeat(12);
    const { seeds, attempts } = await runWorker({ kind: 'user', letters, maxAttempts: 10 });
    assert.equal(seeds.length, 0);
    assert.ok(attempts >= 10n);
  });

  it('counts with the other threads: nothing is left to try when they have taken all', async () => {
    const task: Omit<VanityTask, 'attempts'> = { kind: 'user', letters: 'A', maxAttempts: 1000 };
    const { seeds } = await runWorker(task, 1000n);
    assert.equal(seeds.length, 0);
  });
});
