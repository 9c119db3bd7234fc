/** When a server that could not be reached, or was lost, is tried again; the times are nats-server's. */

export interface RetryTerms {
  /** Time in ms from one attempt to the next. Default 1000. */
  readonly pauseMs?: number;
  /** Whether the pause doubles with each attempt, up to half a minute (`connect_backoff`). */
  readonly grows: boolean;
  /** Attempts after the first one; Infinity for a server that is configured. */
  readonly most: number;
}

const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Two servers that dial each other and both hang up would otherwise do so again and again. */
const JITTER_MS = 100;

export class Retries {
  readonly #terms: RetryTerms;
  readonly #random: () => number;
  #attempt = 1;
  #pauseMs: number;
  #timer: NodeJS.Timeout | undefined;

  /** `random` gives numbers from 0 up to 1. */
  constructor(terms: RetryTerms, random: () => number = Math.random) {
    this.#terms = terms;
    this.#random = random;
    this.#pauseMs = this.#firstPauseMs;
  }

  /** Which attempt is the next or under way; the first is 1. */
  get attempt(): number {
    return this.#attempt;
  }

  /** Whether the failure of this attempt belongs into the log, of which each `every`th does. */
  isReported(every: number): boolean {
    return this.#attempt === 1 || this.#attempt % every === 0;
  }

  /** The attempt failed: calls `run` after a pause. False if there were enough; then it is never called. */
  again(run: () => void): boolean {
    if (this.#attempt > this.#terms.most) return false;
    this.#attempt++;
    this.#schedule(run, this.#pauseMs);
    if (this.#terms.grows) this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    return true;
  }

  /** The server was there, and is lost: calls `run`, whose attempt is a first one, after `pauseMs`. */
  anew(run: () => void, pauseMs = this.#firstPauseMs): void {
    this.#attempt = 1;
    this.#pauseMs = this.#firstPauseMs;
    this.#schedule(run, pauseMs);
  }

  /** Calls nothing any more, until it is asked to again. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  get #firstPauseMs(): number {
    return this.#terms.pauseMs ?? PAUSE_MS;
  }

  #schedule(run: () => void, pauseMs: number): void {
    this.cancel();
    this.#timer = setTimeout(run, pauseMs + this.#random() * JITTER_MS).unref();
  }
}
