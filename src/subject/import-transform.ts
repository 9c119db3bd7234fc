import { destinationError } from './transform-error.ts';
import { SubjectTransform } from './transform.ts';

/**
 * What an import makes of an exporter's subjects, there and back. `local` may say `*` instead of `$1`, `$2`…, and
 * must name every wildcard of `exported`, by nothing but wildcard().
 */
export class ImportTransform extends SubjectTransform {
  /** The pattern of the subjects that come out. */
  readonly local: string;
  /** From a local subject to the exporter's. */
  readonly inverse: SubjectTransform;

  constructor(exported: string, local: string) {
    super(exported, numberWildcards(local));
    const numbers = this.tokens.flatMap(({ text, call }) => {
      if (call !== undefined && call.type !== 'wildcard')
        throw destinationError('notForImports', text);
      if (call?.wildcards.some((number) => number < 1) === true)
        throw destinationError('outOfRange', text);
      return call?.wildcards ?? [];
    });
    this.local = this.tokens.map(({ text, call }) => (call ? '*' : text)).join('.');
    this.inverse = new SubjectTransform(this.local, this.#wayBack(numbers));
  }

  /** The exported subject, with each wildcard's place among `numbers`: those that the local subject names, in order. */
  #wayBack(numbers: readonly number[]): string {
    let number = 0;
    const back = (token: string): string => {
      if (token !== '*') return token;
      const place = numbers.indexOf(++number);
      if (place < 0) throw destinationError('unusedWildcards', this.destination);
      return `$${place + 1}`;
    };
    return this.source.split('.').map(back).join('.');
  }
}

/** `foo.$1.$2` of `foo.*.*`: a pattern as a destination that leaves its subjects as they are. */
export function numberWildcards(pattern: string): string {
  let number = 0;
  const numbered = (token: string): string => (token === '*' ? `$${++number}` : token);
  return pattern.split('.').map(numbered).join('.');
}
