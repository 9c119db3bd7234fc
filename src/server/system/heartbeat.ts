/** When a server tells how it is: soon after its start, then less and less often (nats-server events.go). */
const FIRST_MS = 250;
const LONGEST_MS = 10_000;
/** Two are at least as far apart, unless somebody asks. */
const LEAST_MS = 1_000;

export class Heartbeat {
  readonly #beat: () => void;
  readonly #now: () => number;
  #intervalMs = FIRST_MS;
  #beatAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(beat: () => void, now = (): number => performance.now()) {
    this.#beat = beat;
    this.#now = now;
  }

  start(): void {
    this.#timer = setTimeout(this.#due, this.#intervalMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Beats now: somebody asks. */
  force(): void {
    this.#beatAt = this.#now();
    this.#beat();
  }

  /** Beats now, or as soon as the last is long enough ago: there is something new. */
  hasten(): void {
    const waitMs = this.#beatAt + Math.min(this.#intervalMs, LEAST_MS) - this.#now();
    if (waitMs <= 0) this.force();
    else if (this.#timer !== undefined) this.#schedule(waitMs);
  }

  readonly #due = (): void => {
    this.#intervalMs = Math.min(this.#intervalMs * 2, LONGEST_MS);
    this.#schedule(this.#intervalMs);
    this.hasten();
  };

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#due, delayMs).unref();
  }
}
