/** Searching a key pair whose public key begins with chosen letters, on all cores. */
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { fromRawSeed } from './create.ts';
import type { KeyPair } from './keypair.ts';
import type { KeyKind } from './prefix.ts';
import type { VanityPrefix } from './vanity-prefix.ts';

/** What every thread of a search is told. */
export interface VanityTask {
  readonly kind: KeyKind;
  readonly letters: string;
  readonly maxAttempts: number;
  /** How many attempts have been taken; shared by all threads. */
  readonly attempts: BigInt64Array;
}

export interface VanityOptions {
  /** The attempts after which to give up. */
  readonly maxAttempts: number;
  /** Threads; as many as there are cores unless given. */
  readonly threads?: number;
}

// The built file, also when this one is run from src/: a thread would not know how to read TypeScript.
const WORKER = new URL('../../dist/nkeys/vanity-worker.js', import.meta.url);

/** A search that runs. */
export class VanitySearch {
  /** The key pair; undefined if the search ended without one. */
  readonly result: Promise<KeyPair | undefined>;
  readonly #wish: VanityPrefix;
  readonly #task: VanityTask;
  readonly #workers: Worker[] = [];

  constructor(wish: VanityPrefix, options: VanityOptions) {
    const { maxAttempts, threads = availableParallelism() } = options;
    const { kind, letters } = wish;
    this.#wish = wish;
    // A BigInt once a batch, since 2^31 attempts are half a day's work.
    const attempts = new BigInt64Array(new SharedArrayBuffer(8));
    this.#task = { kind, letters, maxAttempts, attempts };
    this.result = this.#search(maxAttempts > 0 ? threads : 0);
  }

  /** How many keys have been tried. */
  get attempts(): number {
    const { attempts, maxAttempts } = this.#task;
    return Math.max(0, Math.min(Number(Atomics.load(attempts, 0)), maxAttempts));
  }

  /** Ends the search; the result is then undefined, if it was not there yet. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  async #search(threads: number): Promise<KeyPair | undefined> {
    const ends = Array.from({ length: threads }, () => this.#start());
    const hit = new Promise<Uint8Array>((resolve) => {
      for (const worker of this.#workers) worker.once('message', resolve);
    });
    try {
      const seed = await Promise.race([hit, Promise.all(ends).then(() => undefined)]);
      return seed === undefined ? undefined : this.#pairOf(seed);
    } finally {
      await this.stop();
    }
  }

  // Resolves when the thread has ended.
  #start(): Promise<void> {
    const worker = new Worker(WORKER, { workerData: this.#task, execArgv: [] });
    this.#workers.push(worker);
    return new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', () => resolve());
    });
  }

  #pairOf(seed: Uint8Array): KeyPair {
    const pair = fromRawSeed(this.#wish.kind, seed);
    seed.fill(0);
    assert(this.#wish.matches(pair.publicKey), 'a found key begins as wished');
    return pair;
  }
}
