/**
 * From one subject to another: `orders.*.new` to `new.$1`. Compiled once, from byte strings; what a message costs is a
 * walk along its subject and the text that comes out.
 */
import { hasWildcard, isCoveredBy, isValidSubject } from './subject.ts';
import { destinationError, subjectError } from './transform-error.ts';
import { parseFunction, type TransformFunction } from './transform-function.ts';
import { token, tokensFrom, type Piece, type RandomBelow } from './transform-piece.ts';

export class SubjectTransform {
  /** The pattern of the subjects that it takes. */
  readonly source: string;
  readonly destination: string;
  /** Whether the same subject always becomes the same: a plan of the fast road may then keep it. */
  readonly isDeterministic: boolean;
  /** The destination's tokens, read. */
  protected readonly tokens: readonly DestinationToken[];
  readonly #pieces: readonly (string | Piece)[];

  /** Throws what nats-server would say of a pair that does not fit; `random` is for `{{random(n)}}`. */
  constructor(source: string, destination: string, random: RandomBelow = randomBelow) {
    checkPair(source, destination);
    this.source = source;
    this.destination = destination;
    this.tokens = destination.split('.').map(readToken);
    this.isDeterministic = this.tokens.every((each) => each.call?.type !== 'random');
    this.#pieces = join(this.tokens, new Source(source), random);
  }

  /** What `subject` becomes; undefined where the source does not stand for it. */
  match(subject: string): string | undefined {
    return isCoveredBy(subject, this.source) ? this.apply(subject) : undefined;
  }

  /** What `subject` becomes, which the caller has matched with the source. A pattern becomes a pattern. */
  apply(subject: string): string {
    let result = '';
    for (const piece of this.#pieces) result += typeof piece === 'string' ? piece : piece(subject);
    return result;
  }
}

/** A token of a destination: a function is called, or its text stands for itself. */
export interface DestinationToken {
  readonly text: string;
  readonly call: TransformFunction | undefined;
}

function readToken(text: string): DestinationToken {
  return { text, call: parseFunction(text) };
}

/** What chance takes where it is not told: it need not be hard to guess. */
export function randomBelow(below: number): number {
  return Math.floor(Math.random() * below);
}

function checkPair(source: string, destination: string): void {
  const isFitting =
    isValidSubject(source) &&
    isValidSubject(destination) &&
    !destination.split('.').includes('*') &&
    isOpen(source) === isOpen(destination);
  if (!isFitting) throw subjectError();
}

/** Whether a valid `subject` ends in `>`. */
function isOpen(subject: string): boolean {
  return subject === '>' || subject.endsWith('.>');
}

/** Where a source has its wildcards. */
class Source {
  readonly isLiteral: boolean;
  /** Of the `*`, in order; tokens are counted from 0. */
  readonly #positions: readonly number[];
  readonly #last: number;

  constructor(source: string) {
    const tokens = source.split('.');
    this.isLiteral = !hasWildcard(source);
    this.#positions = tokens.flatMap((each, at) => (each === '*' ? [at] : []));
    this.#last = tokens.length - 1;
  }

  /** What `>` stands for. */
  rest(): Piece {
    return tokensFrom(this.#last);
  }

  /** What a function takes. nats-server has the wildcards 0, -1 and so on stand for the first token. */
  arguments({ text, call }: DestinationToken): Piece[] {
    const numbers = this.isLiteral ? literalsArguments(text, call!) : call!.wildcards;
    return numbers.map((number) => {
      if (number > this.#positions.length)
        throw destinationError('outOfRange', `${text}: [${number}]`);
      return token(number < 1 ? 0 : this.#positions[number - 1]!);
    });
  }
}

/** A literal source has nothing to take: a partition is then one of the whole subject. */
function literalsArguments(text: string, call: TransformFunction): readonly number[] {
  if (call.type === 'partition' || call.type === 'random') return [];
  throw destinationError('outOfRange', text);
}

/** The pieces of a result, text that stands together in one. */
function join(
  tokens: readonly DestinationToken[],
  source: Source,
  random: RandomBelow,
): (string | Piece)[] {
  const pieces: (string | Piece)[] = [];
  let text = '';
  for (const [at, each] of tokens.entries()) {
    if (at > 0) text += '.';
    const piece = pieceOf(each, source, random);
    if (typeof piece === 'string') text += piece;
    else {
      if (text !== '') pieces.push(text);
      pieces.push(piece);
      text = '';
    }
  }
  if (text !== '') pieces.push(text);
  return pieces;
}

function pieceOf(each: DestinationToken, source: Source, random: RandomBelow): string | Piece {
  if (each.text === '>') return source.rest();
  if (each.call === undefined) return each.text;
  return each.call.bind(source.arguments(each), random);
}
