import type { Cursor } from './cursor.ts';
import type { ConfValue, Position } from './value.ts';

/** `$name`, to be looked up. */
export interface Reference {
  readonly type: 'reference';
  readonly name: string;
  readonly position: Position;
}

const bareRun = /[^\n\r\t ;,\]}'\\]*/y;
const doubleQuotedRun = /[^"\\]*/y;
const singleQuotedRun = /[^']*/y;
const truths: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['no', false],
  ['off', false],
]);

/** bcrypt's prefix as htpasswd and nats-server's mkpasswd write it; what starts so is no variable. */
const BCRYPT = '$2a$';

/**
 * Text without quotes: a boolean, a `$reference`, or a string, which may hold the escapes of double quotes. `start` is
 * where it begins; a number that turned out to be none has been read up to here.
 */
export function readBare(cursor: Cursor, start = cursor.at): ConfValue | Reference {
  const position = cursor.position(start);
  const startsHere = cursor.at === start;
  const pieces = [cursor.source.text.slice(start, cursor.at)];
  readPieces(cursor, bareRun, pieces);
  const value = wholeText(cursor, pieces.join(''), start);
  // A quote ends the text and makes it a string; so do escapes.
  if (cursor.takes("'") || !startsHere || pieces.length > 2)
    return { type: 'string', value, position };

  const truth = truths.get(value.toLowerCase());
  if (truth !== undefined) return { type: 'boolean', value: truth, position };
  if (!value.startsWith('$')) return { type: 'string', value, position };
  const behindDollar = { ...position, column: position.column + 1 };
  if (value.startsWith(BCRYPT)) return { type: 'string', value, position: behindDollar };
  return { type: 'reference', name: value.slice(1), position: behindDollar };
}

/** Text in double quotes, the first of which stands here. May span lines. */
export function readDoubleQuoted(cursor: Cursor): ConfValue {
  const start = (cursor.at += 1);
  const pieces: string[] = [];
  readPieces(cursor, doubleQuotedRun, pieces);
  if (!cursor.takes('"')) cursor.failUnclosed('quote', start - 1, "a '\"'");
  const value = wholeText(cursor, pieces.join(''), start);
  return { type: 'string', value, position: cursor.position(start) };
}

/** Text in single quotes: no escapes. */
export function readSingleQuoted(cursor: Cursor): ConfValue {
  const start = cursor.at + 1;
  const value = readRaw(cursor);
  return { type: 'string', value, position: cursor.position(start) };
}

const rawRuns: Readonly<Record<string, RegExp>> = { '"': /[^"]*/y, "'": singleQuotedRun };

/** What stands between the quote here and the next of its kind: keys and paths know no escapes. */
export function readRaw(cursor: Cursor): string {
  const start = cursor.at;
  const quote = cursor.next;
  cursor.at += 1;
  const text = cursor.take(rawRuns[quote]!)!;
  if (!cursor.takes(quote)) cursor.failUnclosed('quote', start, `a ${cursor.found(start)}`);
  return wholeText(cursor, text, start);
}

const blockEnd = /(?<=\n)\)(?=\r?\n|$)/g;

/** Text between "(" and a ")" that has a line to itself, with the line ends beside both; the end is no part of it. */
export function readBlock(cursor: Cursor): ConfValue {
  const start = cursor.at + 1;
  blockEnd.lastIndex = start;
  const end = blockEnd.exec(cursor.source.text)?.index;
  if (end === undefined) cursor.failUnclosed('block', start - 1, 'a ")" on a line of its own');
  cursor.at = end + 1;
  const value = wholeText(cursor, cursor.source.text.slice(start, end), start);
  return { type: 'string', value, position: cursor.position(start) };
}

/** Runs of `run` with the escapes between them, as pieces. */
function readPieces(cursor: Cursor, run: RegExp, pieces: string[]): void {
  for (;;) {
    pieces.push(cursor.take(run)!);
    if (cursor.next !== '\\') return;
    pieces.push(
      cursor.source.text.startsWith('\\x', cursor.at) ? readBytes(cursor) : readEscape(cursor),
    );
  }
}

const escapes: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

function readEscape(cursor: Cursor): string {
  cursor.at += 1;
  const meaning = Object.hasOwn(escapes, cursor.next) ? escapes[cursor.next] : undefined;
  if (meaning === undefined)
    cursor.fail(
      `found ${cursor.found()} after a backslash: only \\t \\n \\r \\" \\\\ \\xHH are known, or use single quotes`,
    );
  cursor.at += 1;
  return meaning;
}

const hexByte = /\\x([0-9a-fA-F]{2})/y;

/** A row of `\xHH`: bytes, which together must be UTF-8. */
function readBytes(cursor: Cursor): string {
  const start = cursor.at;
  const bytes: number[] = [];
  while (cursor.source.text.startsWith('\\x', cursor.at)) {
    const found = cursor.take(hexByte);
    if (found === undefined)
      cursor.fail('expected two hexadecimal digits after \\x', wrongDigit(cursor));
    bytes.push(Number.parseInt(found.slice(2), 16));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes));
  } catch {
    // The only thing that a fatal decoder throws for.
    cursor.fail('these bytes are no UTF-8 text', start);
  }
}

/** The first of the two characters behind `\x` that is no digit. */
function wrongDigit(cursor: Cursor): number {
  const first = cursor.at + 2;
  return /[0-9a-fA-F]/.test(cursor.source.text.charAt(first)) ? first + 1 : first;
}

/** Bytes that are no UTF-8 have become U+FFFD when the file was read: two passwords would be the same. */
export function wholeText(cursor: Cursor, text: string, start: number): string {
  const { text: source } = cursor.source;
  if (!text.includes('\ufffd') || !source.slice(start, cursor.at).includes('\ufffd')) return text;
  cursor.fail('this text is not UTF-8: save the file as UTF-8', source.indexOf('\ufffd', start));
}
