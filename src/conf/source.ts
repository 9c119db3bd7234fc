import type { Position } from './value.ts';

/** A text and the places in it. */
export class Source {
  readonly file: string;
  readonly text: string;
  /** Offsets of the line feeds: nats-server counts these alone as lines. */
  readonly #lineEnds: readonly number[];
  /** The column asked for last: a text of one long line would else be measured from its start each time. */
  #known = { lineStart: 0, offset: 0, column: 0 };

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.#lineEnds = lineEndsOf(text);
  }

  position(offset: number): Position {
    const lines = this.#lineEndsUpTo(offset);
    const lineStart = lines === 0 ? 0 : this.#lineEnds[lines - 1]!;
    return { file: this.file, line: lines + 1, column: this.#column(lineStart, offset) };
  }

  #column(lineStart: number, offset: number): number {
    const { lineStart: knownLine, offset: knownOffset, column } = this.#known;
    const isBehind = knownLine === lineStart && knownOffset <= offset;
    const [from, start] = isBehind ? [knownOffset, column] : [lineStart, 0];
    this.#known = {
      lineStart,
      offset,
      column: start + Buffer.byteLength(this.text.slice(from, offset)),
    };
    return this.#known.column;
  }

  /** How many line feeds stand at or before `offset`. */
  #lineEndsUpTo(offset: number): number {
    let [low, high] = [0, this.#lineEnds.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#lineEnds[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function lineEndsOf(text: string): number[] {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) ends.push(at);
  return ends;
}
