/** Violations of one client that are told to the log; what it is told itself is another matter. */
const MOST_TOLD = 128;
/** As much of a violation's text counts: a subject may have 4 KiB. */
const LONGEST_TEXT = 128;

/** Tells each violation once, so that a client that repeats itself, or tries out names, does not fill the log. */
export class ViolationLog {
  #told: Set<string> | undefined;

  /** Whether `text` goes to the log; `last`: it does, and nothing that is new after it. */
  admits(text: string): boolean | 'last' {
    const key = text.slice(0, LONGEST_TEXT);
    this.#told ??= new Set();
    if (this.#told.has(key) || this.#told.size >= MOST_TOLD) return false;
    this.#told.add(key);
    return this.#told.size < MOST_TOLD || 'last';
  }
}
