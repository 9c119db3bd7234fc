/** How long monitoring may keep the thread at a time, in ms: about what a read of a busy client takes. */
const SLICE_MS = 2;

/**
 * Shares the one thread between answers and traffic: answers are made in slices, in each turn of the event loop only
 * one, however many are asked for at once.
 */
export class Slices {
  readonly #now: () => number;
  #last: Promise<void> = Promise.resolve();

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Waits for the next slice; the returned function says whether it is over. */
  async begin(): Promise<() => boolean> {
    await (this.#last = this.#last.then(nextTurn));
    const end = this.#now() + SLICE_MS;
    return () => this.#now() >= end;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
