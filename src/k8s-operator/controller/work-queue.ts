/**
 * What is to be looked at, by key. A key waits once however often it is added, is worked on by one at a time, and comes
 * again later and later while it fails.
 */

/** Milliseconds until the key is to be looked at again; undefined: not before something happens. */
export type Again = number | undefined;

export interface WorkQueueOptions {
  readonly work: (key: string) => Promise<Again>;
  readonly onFailure: (key: string, error: unknown, againMs: number) => void;
  /** Keys that are worked on at a time. Default 4. */
  readonly concurrency?: number;
  /** Wait after the first failure; it doubles with each. Default 100 ms. */
  readonly firstDelayMs?: number;
  /** The longest wait after failures. Default 2 minutes. */
  readonly longestDelayMs?: number;
  /** How long nothing more of a key must come until it is worked on. Default 200 ms. */
  readonly gatherMs?: number;
  /** How long it is waited for that. Default 3 s. */
  readonly longestGatherMs?: number;
}

export class WorkQueue {
  readonly #options: Required<WorkQueueOptions>;
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  /** Keys that were added while they were worked on. */
  readonly #again = new Set<string>();
  readonly #timers = new Map<string, { readonly timer: NodeJS.Timeout; readonly at: number }>();
  /** Keys of which more may come, and since when. */
  readonly #gathering = new Map<
    string,
    { readonly since: number; readonly timer: NodeJS.Timeout }
  >();
  readonly #failures = new Map<string, number>();
  #isStarted = false;
  #isStopped = false;

  constructor(options: WorkQueueOptions) {
    this.#options = {
      concurrency: 4,
      firstDelayMs: 100,
      longestDelayMs: 120_000,
      gatherMs: 200,
      longestGatherMs: 3_000,
      ...options,
    };
  }

  /** Keys that wait for nothing but a free hand. */
  get depth(): number {
    return this.#waiting.size;
  }

  /** Whether nothing is worked on or about to be; what waits for a time does not count. */
  get isIdle(): boolean {
    return this.#waiting.size === 0 && this.#running.size === 0 && this.#gathering.size === 0;
  }

  /** Begins with what waits: until now keys were only taken. */
  start(): void {
    this.#isStarted = true;
    this.#next();
  }

  add(key: string): void {
    if (this.#isStopped) return;
    this.#cancelTimers(key);
    if (this.#running.has(key)) this.#again.add(key);
    else {
      this.#waiting.add(key);
      // What is added in the same turn is one piece of work.
      queueMicrotask(() => this.#next());
    }
  }

  /** Adds it then; the earliest of several times counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.#isStopped || this.#waiting.has(key)) return;
    const at = performance.now() + delayMs;
    const before = this.#timers.get(key);
    if (before !== undefined && before.at <= at) return;
    clearTimeout(before?.timer);
    const timer = setTimeout(() => this.add(key), Math.min(delayMs, 2 ** 31 - 1));
    this.#timers.set(key, { timer, at });
  }

  /**
   * Adds it when nothing more comes: two hundred roles are one configuration, and one reload. At the latest after
   * `longestGatherMs`.
   */
  gather(key: string): void {
    if (this.#isStopped || this.#waiting.has(key)) return;
    const now = performance.now();
    const gathering = this.#gathering.get(key);
    const since = gathering?.since ?? now;
    clearTimeout(gathering?.timer);
    const { gatherMs, longestGatherMs } = this.#options;
    const waitMs = Math.min(gatherMs, Math.max(0, since + longestGatherMs - now));
    this.#gathering.set(key, { since, timer: setTimeout(() => this.add(key), waitMs) });
  }

  /** Takes nothing more, and waits for what is being worked on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { timer } of [...this.#timers.values(), ...this.#gathering.values()]) {
      clearTimeout(timer);
    }
    this.#timers.clear();
    this.#gathering.clear();
    this.#waiting.clear();
    this.#again.clear();
    await Promise.all(this.#running.values());
  }

  #next(): void {
    for (const key of this.#waiting) {
      if (!this.#isStarted || this.#running.size >= this.#options.concurrency) return;
      this.#waiting.delete(key);
      this.#running.set(key, this.#run(key));
    }
  }

  async #run(key: string): Promise<void> {
    try {
      const again = await this.#options.work(key);
      this.#failures.delete(key);
      if (again !== undefined) this.addAfter(key, again);
    } catch (error) {
      if (!this.#isStopped) this.#failed(key, error);
    }
    this.#running.delete(key);
    if (this.#again.delete(key)) this.add(key);
    this.#next();
  }

  #failed(key: string, error: unknown): void {
    const { firstDelayMs, longestDelayMs, onFailure } = this.#options;
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const delay = Math.min(firstDelayMs * 2 ** failures, longestDelayMs);
    // Keys that failed together do not come back together.
    const againMs = Math.round(delay * (0.75 + Math.random() / 2));
    onFailure(key, error, againMs);
    this.addAfter(key, againMs);
  }

  #cancelTimers(key: string): void {
    clearTimeout(this.#timers.get(key)?.timer);
    this.#timers.delete(key);
    clearTimeout(this.#gathering.get(key)?.timer);
    this.#gathering.delete(key);
  }
}
