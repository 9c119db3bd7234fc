/**
 * JSON as Go's encoding/json writes it with an indentation of two blanks: nats-server's tools compare bytes, people read
 * it, and web pages must not be able to smuggle markup through it.
 *
 * It comes in pieces. A list that is an `Iterable` but no array is asked for its elements while it is written, so that
 * ten thousand connections are never one string, nor all described at once. An element that is `undefined` is not
 * written: it says that the list takes its time, and that somebody else may have a turn.
 */
import { asGoEscapes, goJson } from '../../base/go-json.ts';

/** A list that is made while it is written. */
type LazyList = Iterable<unknown>;

/** The text of `value` in pieces, on one line if it is not indented; what is `undefined` in an object is left out. */
export function* jsonPieces(value: unknown, indentation = 2): Generator<string> {
  yield* piecesOf(value, ' '.repeat(indentation), indentation === 0 ? '' : '\n');
}

/** `newLine` is a line feed and the indentation of the line that `value` begins in; empty for one line. */
function* piecesOf(value: unknown, step: string, newLine: string): Generator<string> {
  if (!holdsLazy(value)) {
    yield asGoEscapes(JSON.stringify(value, undefined, step)).replaceAll('\n', newLine);
  } else if (isList(value)) yield* listPieces(value, step, newLine);
  else yield* objectPieces(value, step, newLine);
}

function* listPieces(list: LazyList, step: string, newLine: string): Generator<string> {
  let separator = '[';
  for (const element of list) {
    if (element === undefined) {
      yield '';
      continue;
    }
    yield separator + newLine + step;
    yield* piecesOf(element, step, newLine + step);
    separator = ',';
  }
  yield separator === '[' ? '[]' : `${newLine}]`;
}

function* objectPieces(object: object, step: string, newLine: string): Generator<string> {
  let separator = '{';
  const colon = newLine === '' ? ':' : ': ';
  for (const [key, member] of Object.entries(object)) {
    if (member === undefined) continue;
    yield `${separator}${newLine}${step}${goJson(key)}${colon}`;
    yield* piecesOf(member, step, newLine + step);
    separator = ',';
  }
  yield `${newLine}}`;
}

/** Whether `value` is a list that is made on the way, or there is one in it. */
function holdsLazy(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsLazy);
  return isList(value) || Object.values(value).some(holdsLazy);
}

function isList(value: object): value is LazyList {
  return Symbol.iterator in value;
}
