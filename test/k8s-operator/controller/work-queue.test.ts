import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import {
  WorkQueue,
  type WorkQueueOptions,
} from '../../../src/k8s-operator/controller/work-queue.ts';

/** Work that ends when the test says. */
class Bench {
  readonly begun: string[] = [];
  readonly failures: { key: string; againMs: number }[] = [];
  readonly queue: WorkQueue;
  readonly #waiting: { key: string; end: (error?: Error) => void }[] = [];

  constructor(options: Partial<WorkQueueOptions> = {}) {
    this.queue = new WorkQueue({
      work: (key) => {
        this.begun.push(key);
        return new Promise((resolve, reject) => {
          const end = (error?: Error) => (error === undefined ? resolve(undefined) : reject(error));
          this.#waiting.push({ key, end });
        });
      },
      onFailure: (key, _, againMs) => this.failures.push({ key, againMs }),
      ...{ firstDelayMs: 1, longestDelayMs: 8, gatherMs: 5, longestGatherMs: 40 },
      ...options,
    });
    this.queue.start();
  }

  async end(key: string, error?: Error): Promise<void> {
    await this.until(() => this.#waiting.some((each) => each.key === key));
    const at = this.#waiting.findIndex((each) => each.key === key);
    this.#waiting.splice(at, 1)[0]!.end(error);
    await pause(0);
  }

  async until(isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (!isSo()) {
      assert.ok(performance.now() < deadline, `waited in vain until ${isSo.toString()}`);
      await pause(1);
    }
  }
}

describe('WorkQueue', () => {
  it('works once on what was added several times', async () => {
    const bench = new Bench();
    for (const key of ['a', 'a', 'b', 'a']) bench.queue.add(key);
    await bench.until(() => bench.begun.length === 2);
    assert.deepEqual(bench.begun, ['a', 'b']);
    await bench.end('a');
    await bench.end('b');
    assert.ok(bench.queue.isIdle);
  });

  it('works again on what was added meanwhile, and not at the same time', async () => {
    const bench = new Bench();
    bench.queue.add('a');
    await bench.until(() => bench.begun.length === 1);
    bench.queue.add('a');
    bench.queue.add('a');
    await pause(2);
    assert.deepEqual(bench.begun, ['a']);
    await bench.end('a');
    await bench.end('a');
    assert.deepEqual(bench.begun, ['a', 'a']);
    assert.ok(bench.queue.isIdle);
  });

  it('works on no more at a time than it was told', async () => {
    const bench = new Bench({ concurrency: 2 });
    for (const key of ['a', 'b', 'c']) bench.queue.add(key);
    await bench.until(() => bench.begun.length === 2);
    assert.equal(bench.queue.depth, 1);
    await bench.end('a');
    await bench.until(() => bench.begun.length === 3);
    await bench.end('b');
    await bench.end('c');
  });

  it('begins with nothing before it is started', async () => {
    const begun: string[] = [];
    const queue = new WorkQueue({
      work: (key) => {
        begun.push(key);
        return Promise.resolve(undefined);
      },
      onFailure: () => assert.fail('nothing failed'),
    });
    queue.add('a');
    await pause(2);
    assert.deepEqual(begun, []);
    queue.start();
    await queue.stop();
    assert.deepEqual(begun, ['a']);
  });

  it('comes back to what failed, later and later, up to a limit', async () => {
    const bench = new Bench();
    bench.queue.add('a');
    for (let attempt = 0; attempt < 8; attempt += 1) await bench.end('a', new Error('no'));
    await bench.end('a');
    const waits = bench.failures.map(({ againMs }) => againMs);
    assert.equal(waits.length, 8);
    // Each wait is a quarter shorter or longer than the doubling says.
    assert.ok(waits[0]! <= 2 && waits[3]! >= 6 && waits.every((wait) => wait <= 10), waits.join());
    bench.queue.add('a');
    await bench.end('a', new Error('no'));
    assert.ok(bench.failures.at(-1)!.againMs <= 2, 'a success forgets the failures before it');
    await bench.end('a');
  });

  it('waits while more comes, but not for ever', async () => {
    let begun = 0;
    let added = 0;
    const queue = new WorkQueue({
      work: () => {
        begun += 1;
        return Promise.resolve(undefined);
      },
      onFailure: () => assert.fail('nothing failed'),
      ...{ gatherMs: 60_000, longestGatherMs: 20 },
    });
    queue.start();
    const deadline = performance.now() + 5_000;
    while (begun < 2 && performance.now() < deadline) {
      added += 1;
      queue.gather('a');
      await pause(1);
    }
    await queue.stop();
    assert.equal(begun, 2);
    assert.ok(added > 2, 'several at a time');
  });

  it('takes the earliest of several times', async () => {
    const bench = new Bench();
    bench.queue.addAfter('a', 60_000);
    bench.queue.addAfter('a', 1);
    bench.queue.addAfter('a', 60_000);
    await bench.end('a');
    await bench.queue.stop();
  });

  it('stops when what it works on is done, and takes nothing more', async () => {
    const bench = new Bench();
    bench.queue.add('a');
    await bench.until(() => bench.begun.length === 1);
    bench.queue.add('a');
    let isStopped = false;
    const stopping = bench.queue.stop().then(() => (isStopped = true));
    await pause(2);
    assert.equal(isStopped, false);
    await bench.end('a', new Error('is not told any more'));
    await stopping;
    bench.queue.add('b');
    bench.queue.gather('c');
    bench.queue.addAfter('d', 1);
    await pause(10);
    assert.deepEqual(bench.begun, ['a']);
    assert.deepEqual(bench.failures, []);
  });
});
