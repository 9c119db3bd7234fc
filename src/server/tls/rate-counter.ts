/** How many may come in a second, and how many were turned away since they were last counted. */
export class RateCounter {
  readonly #limit: number;
  readonly #now: () => number;
  #count = 0;
  #windowEnd = -Infinity;
  #rejected = 0;

  /** Admits `limit` a second; a window begins with the first that comes after the last one. */
  constructor(limit: number, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  admit(): boolean {
    const now = this.#now();
    if (now > this.#windowEnd) {
      this.#windowEnd = now + WINDOW_MS;
      this.#count = 0;
    }
    if (this.#count < this.#limit) {
      this.#count++;
      return true;
    }
    this.#rejected++;
    return false;
  }

  /** How many were turned away since the last call. */
  takeRejected(): number {
    const rejected = this.#rejected;
    this.#rejected = 0;
    return rejected;
  }
}

const WINDOW_MS = 1_000;
