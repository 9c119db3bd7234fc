import type { Cursor } from './cursor.ts';
import type { ConfValue } from './value.ts';
import { readBare, type Reference } from './text.ts';

const digits = /-?[0-9]+/y;
const fraction = /\.[0-9]+/y;
const restOfAddress = /[0-9.:-]*/y;
const unit = /[kmgtpe][bi]*/iy;

/** What may follow a number; another character makes it the start of a string, as in `30s` or `4222a`. */
const numberEnd = /[\n\r\t ,;}\]]|$/y;

/**
 * A value that starts with a digit or a minus: an integer with or without a unit, a float, a time, or a string that
 * looks so at first, `127.0.0.1:4222` or `30s`.
 */
export function readNumber(cursor: Cursor): ConfValue | Reference {
  const start = cursor.at;
  const whole = cursor.take(digits);
  if (whole === undefined)
    cursor.fail(
      `expected a digit after "-", found ${cursor.found(start + 1)}: quote what is no number`,
      start + 1,
    );
  if (cursor.next === '.') return readFloat(cursor, start);
  if (cursor.next === '-' && !whole.startsWith('-')) return readDatetime(cursor, start);

  const suffix = cursor.take(unit);
  if (suffix !== undefined) {
    if (!isNumberEnd(cursor)) return readBare(cursor, start);
    return integer(cursor, start, whole, suffix);
  }
  if (whole.startsWith('-') || isNumberEnd(cursor)) return integer(cursor, start, whole, '');
  // The character that tells is text whatever it is, even a quote or a backslash.
  cursor.at += 1;
  return readBare(cursor, start);
}

function isNumberEnd(cursor: Cursor): boolean {
  numberEnd.lastIndex = cursor.at;
  return numberEnd.test(cursor.source.text);
}

/** k = 1000, kb = ki = kib = 1024, and so on. */
const factors: ReadonlyMap<string, bigint> = new Map([
  ['', 1n],
  ...Array.from('kmgtpe').flatMap((letter, index): [string, bigint][] => {
    const power = BigInt(index + 1);
    const binary = ['b', 'i', 'ib'].map((end): [string, bigint] => [letter + end, 1024n ** power]);
    return [[letter, 1000n ** power], ...binary];
  }),
]);

/** The longest int64 has 19 digits: BigInt of a million digits would take its time. */
const LONGEST = 20;

function integer(cursor: Cursor, start: number, whole: string, suffix: string): ConfValue {
  const factor = factors.get(suffix.toLowerCase());
  if (factor === undefined)
    cursor.fail(
      'unknown unit: k, m, g, t, p and e are powers of 1000, kb, mb, … (or ki, kib) of 1024',
      start,
    );
  const significant = whole.replace(/^(-?)0+(?=[0-9])/, '$1');
  const value = significant.length > LONGEST ? undefined : BigInt(significant) * factor;
  if (value === undefined || BigInt.asIntN(64, value) !== value)
    cursor.fail('this integer does not fit into 64 bits', start);
  return { type: 'integer', value, position: cursor.position(start) };
}

function readFloat(cursor: Cursor, start: number): ConfValue {
  if (cursor.take(fraction) === undefined) {
    cursor.at += 1;
    cursor.fail(`expected a digit after ".", found ${cursor.found()}: quote what is no number`);
  }
  const { text } = cursor.source;
  const position = cursor.position(start);
  // A second dot: an address.
  if (cursor.next === '.') {
    cursor.take(restOfAddress);
    return { type: 'string', value: text.slice(start, cursor.at), position };
  }
  const value = Number(text.slice(start, cursor.at));
  if (!Number.isFinite(value)) cursor.fail('this number is too large', start);
  return { type: 'float', value, position };
}

const TIME = '0000-00-00T00:00:00Z';

function readDatetime(cursor: Cursor, start: number): ConfValue {
  const { text } = cursor.source;
  for (let index = 0; index < TIME.length; index++) {
    const found = text.charAt(start + index);
    const isRight = TIME[index] === '0' ? /^[0-9]$/.test(found) : found === TIME[index];
    if (isRight) continue;
    cursor.at = start + index;
    cursor.fail(
      `expected a time like 2006-01-02T15:04:05Z, found ${cursor.found()}: quote what is none`,
    );
  }
  cursor.at = start + TIME.length;
  const written = text.slice(start, cursor.at);
  const value = new Date(written);
  // Node takes 24:00:00 and some 31sts for the day after.
  if (Number.isNaN(value.getTime()) || value.toISOString() !== written.replace('Z', '.000Z'))
    cursor.fail('there is no such time', start);
  return { type: 'datetime', value, position: cursor.position(start) };
}
