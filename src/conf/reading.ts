import { Unreadable } from './cursor.ts';
import type { ConfArray, ConfMap, ConfProblem, ConfValue, Position } from './value.ts';

/** Where a configuration gets what is not in its text. */
export interface ConfSurroundings {
  /** The text of a file, decoded as UTF-8; throws what the system says if there is none. */
  readFile(path: string): string;
  /** For variables that no key defines. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * How deep arrays, maps and included files may nest. nats-server has no limit; configurations that people write nest
 * about eight deep. What works on them recurses: 1000 deep took most of Node's stack.
 */
const MAX_DEPTH = 200;

/** How often files may be included: files that include each other twice over would else double at every step. */
const MAX_INCLUDES = 100_000;

/** How many values references may stand for together: `b: [$a, $a]`, `c: [$b, $b]`, … doubles with each line. */
const MAX_REFERRED = 1_000_000;

/** After so many problems nobody reads on. */
const MAX_PROBLEMS = 20;

/** How large a value is: nests `depth` deep and holds `size` values. */
interface Extent {
  readonly depth: number;
  readonly size: number;
}

const SINGLE: Extent = { depth: 0, size: 1 };

/** What one call of `parseConf` keeps over all files that it reads: problems, limits, and what is being read. */
export class Reading {
  readonly surroundings: ConfSurroundings;
  readonly problems: ConfProblem[] = [];
  /** Files that include one another up to here, and environment variables that refer to one another. */
  readonly files: string[] = [];
  readonly variables: string[] = [];
  #depth = 0;
  #includes = 0;
  #referred = 0;
  /** Of arrays and maps that were referred to or, from the first reference on, completed. */
  readonly #extents = new Map<ConfValue, Extent>();

  constructor(surroundings: ConfSurroundings) {
    this.surroundings = surroundings;
  }

  /** Keeps what is wrong; throws when it is enough. */
  note({ problem, gravity }: Unreadable): void {
    const last = this.problems.at(-1);
    if (last !== undefined && gravity.mayBeConsequence === true) return;
    // One bracket too many is met by all that it may have closed.
    if (last !== undefined && isSamePlace(last.position, problem.position)) return;
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
    else
      throw new Unreadable(problem.position, 'and more', { isFinal: true, mayBeConsequence: true });
  }

  /** Says what speaks against going one level deeper; `leave` goes back. */
  enter(): string | undefined {
    this.#depth += 1;
    return this.#depth > MAX_DEPTH ? tooDeep : undefined;
  }

  leave(): void {
    this.#depth -= 1;
  }

  /**
   * Says so if an array or map that is complete nests too deep by what its references stand for. Most hold none, and as
   * deep as they are written `enter` has let them be: ten thousand accounts need no measuring.
   */
  check(container: ConfArray | ConfMap): string | undefined {
    if (this.#referred === 0) return undefined;
    return this.#depth + this.#extentOf(container).depth - 1 > MAX_DEPTH ? tooDeep : undefined;
  }

  /** Counts that `reference` stands for `value`. */
  refer(reference: ConfValue, value: ConfValue): string | undefined {
    const extent = this.#extentOf(value);
    if (extent !== SINGLE) this.#extents.set(reference, extent);
    this.#referred += extent.size;
    return this.#referred > MAX_REFERRED
      ? `variables stand for more than ${MAX_REFERRED} values here: write maps that large once`
      : undefined;
  }

  #extentOf(value: ConfValue): Extent {
    if (value.type !== 'array' && value.type !== 'map') return SINGLE;
    const known = this.#extents.get(value);
    if (known !== undefined) return known;
    let [depth, size] = [0, 1];
    for (const part of partsOf(value)) {
      const extent = this.#extentOf(part);
      depth = Math.max(depth, extent.depth);
      size += extent.size;
    }
    const extent = { depth: depth + 1, size };
    this.#extents.set(value, extent);
    return extent;
  }

  countInclude(): string | undefined {
    this.#includes += 1;
    return this.#includes > MAX_INCLUDES
      ? `more than ${MAX_INCLUDES} files are included`
      : undefined;
  }
}

function* partsOf(container: ConfArray | ConfMap): Generator<ConfValue> {
  if (container.type === 'array') yield* container.items;
  else for (const { value } of container.entries.values()) yield value;
}

function isSamePlace(one: Position, other: Position): boolean {
  return one.file === other.file && one.line === other.line && one.column === other.column;
}

const tooDeep = `arrays, maps and includes nest more than ${MAX_DEPTH} deep`;
