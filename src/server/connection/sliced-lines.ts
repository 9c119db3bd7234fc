/** Lines written at a time, and how many bytes may wait unsent meanwhile. */
const SLICE_LINES = 2_000;
const MOST_UNSENT = 512 * 1024;

/** Where the lines go. */
interface Way {
  readonly isClosed: boolean;
  readonly pendingBytes: number;
  readonly isWriting: boolean;
  send(text: string): void;
}

/** Tells a peer much in slices: a million lines must hold up nobody, and not all wait in memory. */
export class SlicedLines {
  readonly #way: Way;
  #lines: Iterator<string, undefined> | undefined;
  #isDue = false;

  constructor(way: Way) {
    this.#way = way;
  }

  /** Begins with `lines`; what was begun before is left as it is. */
  tell(lines: Iterable<string>): void {
    this.#lines = lines[Symbol.iterator]();
    this.goOn();
  }

  /** To be called when something was written. */
  goOn(): void {
    if (this.#isDue || this.#lines === undefined || this.#way.isClosed) return;
    const slice: string[] = [];
    while (slice.length < SLICE_LINES) {
      const { value, done } = this.#lines.next();
      if (done === true) {
        this.#lines = undefined;
        break;
      }
      slice.push(value);
    }
    if (slice.length > 0) this.#way.send(slice.join(''));
    if (this.#lines === undefined) return;
    if (this.#way.pendingBytes > MOST_UNSENT && this.#way.isWriting) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.goOn();
    });
  }

  stop(): void {
    this.#lines = undefined;
  }
}
