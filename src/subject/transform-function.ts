/** How a token of a destination is read: `$1`, `{{partition(3,1,2)}}`, or as it stands. Only at load: here are regexps. */
import { destinationError } from './transform-error.ts';
import * as piece from './transform-piece.ts';
import type { Piece, RandomBelow } from './transform-piece.ts';

/** Functions of a token and of a number of characters. */
type LengthFunction =
  'splitFromLeft' | 'splitFromRight' | 'sliceFromLeft' | 'sliceFromRight' | 'left' | 'right';

/** A function as a destination calls it. */
export interface TransformFunction {
  readonly type: 'wildcard' | 'partition' | LengthFunction | 'split' | 'random';
  /** The numbers of the source's wildcards that it takes. */
  readonly wildcards: readonly number[];
  /** The function at work: `tokens` are what those wildcards stand for. */
  readonly bind: (tokens: readonly Piece[], random: RandomBelow) => Piece;
}

/** The function that `token` calls; undefined where it is text. Throws when nats-server would not take it. */
export function parseFunction(token: string): TransformFunction | undefined {
  const number = token.startsWith('$') ? integer(token.slice(1)) : undefined;
  if (number !== undefined) return wildcard(Number(number));
  if (!isCall(token)) return undefined;
  for (const [call, parse] of FUNCTIONS) {
    const text = call.exec(token)?.[1];
    if (text !== undefined) return parse(new Call(token, text.split(/,[\t\n\f\r ]*/)));
  }
  throw destinationError('unknownFunction', token);
}

/** Whether `token` looks like the call of a function, known or not. */
export function isCall(token: string): boolean {
  return token.length > 4 && token.startsWith('{{') && token.endsWith('}}');
}

/** As written: the token, and what stands between the parentheses. */
class Call {
  readonly token: string;
  readonly args: readonly string[];

  constructor(token: string, args: readonly string[]) {
    this.token = token;
    this.args = args;
  }

  expect(least: number, most: number): void {
    if (this.args.length < least) throw destinationError('notEnough', this.token);
    if (this.args.length > most) throw destinationError('tooMany', this.token);
  }

  /** An argument that is a number of at most `bits` bits. */
  integer(at: number, bits = 64): number {
    const number = integer(this.args[at]!.replace(/^ +| +$/g, ''), bits);
    if (number === undefined) throw this.bad();
    return Number(number);
  }

  /** An argument whose lower 32 bits count; only what is too large is refused. */
  int32(at: number): number {
    const number = this.integer(at);
    if (number > 0x7fffffff) throw this.bad();
    return number | 0;
  }

  bad(): Error {
    return destinationError('badArgument', this.token);
  }
}

type Parse = (call: Call) => TransformFunction;

/** In the order in which nats-server asks: what is written around a call it does not see. */
const FUNCTIONS: readonly (readonly [RegExp, Parse])[] = [
  [callOf('[wW]ildcard'), parseWildcard],
  [callOf('[pP]artition'), parsePartition],
  [callOf('[sS]plit[fF]rom[lL]eft'), ofLength('splitFromLeft')],
  [callOf('[sS]plit[fF]rom[rR]ight'), ofLength('splitFromRight')],
  [callOf('[sS]lice[fF]rom[lL]eft'), ofLength('sliceFromLeft')],
  [callOf('[sS]lice[fF]rom[rR]ight'), ofLength('sliceFromRight')],
  [callOf('[rR]ight'), ofLength('right')],
  [callOf('[lL]eft'), ofLength('left')],
  [callOf('[sS]plit'), parseSplit],
  [callOf('[rR]andom'), parseRandom],
];

function callOf(name: string): RegExp {
  // The blanks of Go's regular expressions; JavaScript's \s has more.
  const blanks = '[\\t\\n\\f\\r ]*';
  return new RegExp(`\\{\\{${blanks}${name}${blanks}\\(([^\\n]*)\\)${blanks}\\}\\}`);
}

function wildcard(number: number): TransformFunction {
  return { type: 'wildcard', wildcards: [number], bind: ([token]) => token! };
}

function parseWildcard(call: Call): TransformFunction {
  if (call.args.length === 1 && call.args[0] === '')
    throw destinationError('notEnough', call.token);
  call.expect(1, 1);
  return wildcard(call.integer(0));
}

function parsePartition(call: Call): TransformFunction {
  const buckets = call.int32(0) >>> 0;
  const wildcards = call.args.slice(1).map((_, at) => call.integer(at + 1));
  return { type: 'partition', wildcards, bind: (tokens) => piece.bucket(buckets, tokens) };
}

function ofLength(type: LengthFunction): Parse {
  return (call) => {
    call.expect(2, 2);
    const wildcards = [call.integer(0)];
    const length = call.integer(1, 32);
    return { type, wildcards, bind: ([token]) => piece[type](token!, length) };
  };
}

function parseSplit(call: Call): TransformFunction {
  call.expect(2, 2);
  const wildcards = [call.integer(0)];
  const separator = call.args[1]!;
  if (separator.includes(' ') || separator.includes('.')) throw call.bad();
  return { type: 'split', wildcards, bind: ([token]) => piece.split(token!, separator) };
}

function parseRandom(call: Call): TransformFunction {
  // One too many is called not enough, as by nats-server.
  if (call.args.length !== 1) throw destinationError('notEnough', call.token);
  const limit = call.int32(0);
  return {
    type: 'random',
    wildcards: [],
    bind: (_, random) => piece.anyBelow(limit, random),
  };
}

/** A whole number as Go's strconv.Atoi takes it. */
function integer(text: string, bits = 64): bigint | undefined {
  if (!/^[-+]?[0-9]+$/.test(text)) return undefined;
  const number = BigInt(text.replace('+', ''));
  return BigInt.asIntN(bits, number) === number ? number : undefined;
}
