import type { Source } from './source.ts';
import type { ConfProblem, Position } from './value.ts';

interface Gravity {
  /** Nothing sensible can follow: a quote or bracket was never closed, or a limit is reached. */
  readonly isFinal?: boolean;
  /** Says nothing new if something was wrong before: what it misses may have been there. */
  readonly mayBeConsequence?: boolean;
  /** Speaks of the names of environment variables and of nothing that they hold. */
  readonly namesVariablesOnly?: boolean;
}

/** Thrown where a text cannot be read on; the parser notes it and goes on with the next entry. */
export class Unreadable extends Error {
  readonly problem: ConfProblem;
  readonly gravity: Gravity;

  constructor(position: Position, text: string, gravity: Gravity = {}) {
    super(text);
    this.problem = { position, text };
    this.gravity = gravity;
  }
}

/** What Go's unicode.IsSpace takes for a space. */
export const SPACE =
  '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const spaces = new RegExp(`[${SPACE}]*`, 'y');
const blanks = /[\t ]*/y;
const restOfLine = /[^\n\r]*/y;

/** Where the reading of a text has come to. */
export class Cursor {
  readonly source: Source;
  at = 0;

  constructor(source: Source) {
    this.source = source;
  }

  /** The character to read next; empty at the end of the text. */
  get next(): string {
    return this.source.text.charAt(this.at);
  }

  get isAtEnd(): boolean {
    return this.at >= this.source.text.length;
  }

  get isAtLineEnd(): boolean {
    return this.next === '\n' || this.next === '\r';
  }

  /** Goes past what `pattern` (sticky) matches here and returns it; `undefined` if it does not match. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  /** Goes past `text` if it stands here. */
  takes(text: string): boolean {
    const isHere = this.source.text.startsWith(text, this.at);
    if (isHere) this.at += text.length;
    return isHere;
  }

  skipSpace(): void {
    this.take(spaces);
  }

  /** Spaces and tabs. */
  skipBlanks(): void {
    this.take(blanks);
  }

  /** Space, line ends and comments. */
  skipGaps(): void {
    do this.skipSpace();
    while (this.#takesComment());
  }

  /** Spaces, tabs and a comment: all that may follow a value on its line. */
  skipLineGaps(): void {
    do this.skipBlanks();
    while (this.#takesComment());
  }

  position(offset = this.at): Position {
    return this.source.position(offset);
  }

  /** The place behind what was read last, on the line of its last character. */
  positionBehind(): Position {
    const last = this.source.position(this.at - 1);
    return { ...last, column: last.column + 1 };
  }

  /** Ends the reading of what is being read: `text` says what is wrong at `offset`. */
  fail(text: string, offset = this.at, gravity: Gravity = {}): never {
    throw new Unreadable(this.position(offset), text, gravity);
  }

  /** What was opened at `opened` goes on to the end of the text. */
  failUnclosed(what: string, opened: number, closer: string): never {
    this.at = this.source.text.length;
    const { line } = this.position(opened);
    this.fail(`the ${what} opened on line ${line} is never closed: add ${closer}`, this.at, {
      isFinal: true,
      mayBeConsequence: true,
    });
  }

  /** Says that `wanted` was expected here. A bracket in its place may well be what an earlier problem left over. */
  failExpecting(wanted: string): never {
    this.fail(`expected ${wanted}, found ${this.found()}`, this.at, {
      mayBeConsequence: /[\]}]/.test(this.next),
    });
  }

  /** What stands at `offset`, for a sentence. One character at most: what is longer may be a secret. */
  found(offset = this.at): string {
    const code = this.source.text.codePointAt(offset);
    if (code === undefined) return 'the end of the file';
    if (code === 0x0a || code === 0x0d) return 'the end of the line';
    if (code <= 0x20 || (code >= 0x7f && code <= 0xa0))
      return `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    return code === 0x22 ? `'"'` : `"${String.fromCodePoint(code)}"`;
  }

  #takesComment(): boolean {
    if (!this.takes('#') && !this.takes('//')) {
      // nats-server drops a single slash behind a value or before a key without a word, and refuses it elsewhere.
      if (this.next === '/')
        this.fail('found a single "/": comments start with "//"; quote what starts with a slash');
      return false;
    }
    this.take(restOfLine);
    return true;
  }
}
