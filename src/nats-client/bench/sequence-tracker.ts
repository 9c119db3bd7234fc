/** What has become of the messages of one publisher; one bit a message. */
export class SequenceTracker {
  received = 0;
  duplicates = 0;
  /** Messages that came after one with a higher sequence. */
  reordered = 0;
  #next = 0;
  #seen = new Uint8Array(1024);

  /** The highest sequence that has come, plus one. */
  get next(): number {
    return this.#next;
  }

  /** A message has come. */
  note(sequence: number): void {
    const at = sequence >>> 3;
    const bit = 1 << (sequence & 7);
    if (at >= this.#seen.length) this.#grow(at);
    if ((this.#seen[at]! & bit) !== 0) {
      this.duplicates++;
      return;
    }
    this.#seen[at]! |= bit;
    this.received++;
    if (sequence < this.#next) this.reordered++;
    else this.#next = sequence + 1;
  }

  /** How many of the first `sent` messages have not come. */
  lost(sent: number): number {
    return Math.max(0, Math.max(sent, this.#next) - this.received);
  }

  #grow(at: number): void {
    const grown = new Uint8Array(2 ** Math.ceil(Math.log2(at + 1)));
    grown.set(this.#seen);
    this.#seen = grown;
  }
}
