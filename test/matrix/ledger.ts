// What one subscriber got of numbered messages: from each publisher 1, 2, 3 …, each at most once and in order.

/** Numbers that did not come, both ends included. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** What one subscriber got from one publisher. */
export class Ledger {
  /** The latest number, 0 before the first. */
  last = 0;
  /** Numbers that came again, which must never be. */
  readonly twice: number[] = [];
  /** Numbers that came after later ones. */
  readonly late: number[] = [];
  #gaps: Gap[] = [];

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  note(number: number): void {
    if (number > this.last) {
      if (number > this.last + 1) this.#gaps.push({ from: this.last + 1, to: number - 1 });
      this.last = number;
    } else if (this.#fill(number)) this.late.push(number);
    else this.twice.push(number);
  }

  /** What is missing so far does not count. */
  forgive(): void {
    this.#gaps = [];
  }

  /** The numbers that are missing outside `windows`, in which messages may be lost. */
  lostOutside(windows: readonly Gap[]): Gap[] {
    return this.#gaps.filter(
      (gap) => !windows.some(({ from, to }) => from <= gap.from && gap.to <= to),
    );
  }

  /** A number that was missing is not any more. */
  #fill(number: number): boolean {
    const gap = this.#gaps.find(({ from, to }) => from <= number && number <= to);
    if (gap === undefined) return false;
    const parts = [
      { from: gap.from, to: number - 1 },
      { from: number + 1, to: gap.to },
    ];
    this.#gaps = this.#gaps.flatMap((one) =>
      one === gap ? parts.filter(({ from, to }) => from <= to) : [one],
    );
    return true;
  }
}
