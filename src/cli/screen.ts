/** Text that changes in place, on a terminal; in a pipe each state of it follows the one before. */
import type { Output } from './surroundings.ts';

const UP = (lines: number) => (lines === 0 ? '' : `\x1b[${lines}A`);
/** To the end of the line, and to the end of the screen. */
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

export class Screen {
  readonly #output: Output;
  #drawn: number | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  /** How many lines can be drawn; what is beyond is cut off. */
  get rows(): number {
    return this.#output.isTerminal === true ? Math.max(2, (this.#output.rows ?? 24) - 1) : Infinity;
  }

  get columns(): number {
    return this.#output.isTerminal === true ? (this.#output.columns ?? 80) : Infinity;
  }

  /** Draws `text` where the last one was. */
  async draw(text: string): Promise<void> {
    if (this.#output.isTerminal !== true) {
      const whole = text.endsWith('\n') ? text : `${text}\n`;
      await this.#output.write(this.#drawn === undefined ? whole : `\n${whole}`);
      this.#drawn = 0;
      return;
    }
    const lines = text.replace(/\n$/, '').split('\n').slice(0, this.rows);
    const start = this.#drawn === undefined ? HIDE_CURSOR : UP(this.#drawn);
    const body = lines.map((line) => `${cut(line, this.columns)}${CLEAR_LINE}\n`).join('');
    this.#drawn = lines.length;
    await this.#output.write(`${start}\r${body}${CLEAR_BELOW}`);
  }

  /** Leaves what is drawn where it is, and gives the cursor back. */
  async close(): Promise<void> {
    if (this.#drawn !== undefined && this.#output.isTerminal === true) {
      await this.#output.write(SHOW_CURSOR);
    }
  }
}

/** A line no longer than the terminal is wide: one that wraps would not be drawn over. Escape sequences take no room. */
export function cut(line: string, columns: number): string {
  if (line.length <= columns) return line;
  let room = columns;
  let text = '';
  for (const [part] of line.matchAll(/\x1b\[[0-9;]*m|[^\x1b]/gu)) {
    if (part.startsWith('\x1b')) {
      text += part;
      continue;
    }
    if (room-- <= 0) continue;
    text += part;
  }
  return text;
}
