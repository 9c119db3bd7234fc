import { byteString } from '../../base/byte-string.ts';
import { SubjectMapping, type Shares } from '../../subject/mapping.ts';
import { Sublist, type Interest } from '../../subject/sublist.ts';
import type { RandomBelow } from '../../subject/transform-piece.ts';
import type { MappingDestination, MappingsOptions } from '../options/mappings.ts';

/** What decides besides the subject. */
export interface MappingSurroundings {
  /** Name of the server's cluster; empty if it has none. */
  readonly cluster: string;
  /** Chance; a test says what it draws. */
  readonly random?: RandomBelow;
}

/**
 * The mappings of an account: messages to one subject go to others.
 *
 * Where several sources stand for a subject, the most specific one counts: at the first token in which they differ, text
 * before `*` before `>`. nats-server asks them in the order of a Go map, which is another each time it starts.
 */
export class Mappings {
  readonly #surroundings: MappingSurroundings;
  readonly #bySource = new Map<string, Mapped>();
  readonly #sources = new Sublist<Mapped>();

  constructor(surroundings: MappingSurroundings) {
    this.#surroundings = surroundings;
  }

  get isEmpty(): boolean {
    return this.#bySource.size === 0;
  }

  /** Subjects that are mapped: leafnodes are told of them as of interest. */
  get sources(): Iterable<string> {
    return this.#bySource.keys();
  }

  /** All of them, for those who show them. */
  get all(): Iterable<Pick<SubjectMapping, 'source' | 'destinations'>> {
    return [...this.#bySource.values()].map(({ mapping }) => mapping);
  }

  /** Takes on all of a configuration, as `add`. */
  addAll(mappings: MappingsOptions): void {
    for (const [source, destinations] of Object.entries(mappings)) this.add(source, destinations);
  }

  /** Adds or replaces the mapping of `source`. Throws what nats-server would say of it, and changes nothing then. */
  add(source: string, destinations: readonly MappingDestination[]): void {
    const { cluster, random } = this.#surroundings;
    const targets = destinations.map((each) => ({
      ...each,
      destination: byteString(each.destination),
    }));
    const mapping = new SubjectMapping(byteString(source), targets, random);
    this.remove(source);
    const mapped = {
      subject: mapping.source,
      queue: undefined,
      vagueness: vaguenessOf(mapping.source),
      mapping,
      shares: mapping.sharesIn(cluster),
    };
    this.#bySource.set(mapped.subject, mapped);
    this.#sources.insert(mapped);
  }

  /** Forgets the mapping of `source`; false if there was none. */
  remove(source: string): boolean {
    const mapped = this.#bySource.get(byteString(source));
    if (mapped === undefined) return false;
    this.#bySource.delete(mapped.subject);
    return this.#sources.remove(mapped);
  }

  /**
   * The subject that a message to `subject` goes to: `subject` itself where nothing maps it, and an empty one, which
   * nobody hears, where it is to be lost. Hot path of the slow road.
   */
  apply(subject: string): string {
    return this.#find(subject)?.shares.apply(subject) ?? subject;
  }

  /** Whether all messages to `subject` go to the same: a plan of the fast road may then keep it. */
  isDeterministic(subject: string): boolean {
    return this.#find(subject)?.shares.isDeterministic ?? true;
  }

  #find(subject: string): Mapped | undefined {
    if (this.isEmpty) return undefined;
    const { plain } = this.#sources.match(subject);
    let found = plain[0];
    for (let at = 1; at < plain.length; at++) {
      if (plain[at]!.vagueness < found!.vagueness) found = plain[at];
    }
    return found;
  }
}

interface Mapped extends Interest {
  readonly vagueness: string;
  readonly mapping: SubjectMapping;
  readonly shares: Shares;
}

/** Of patterns that stand for the same subject, the one that says more about it has the smaller. */
function vaguenessOf(pattern: string): string {
  const rank = (token: string): string => (token === '>' ? '2' : token === '*' ? '1' : '0');
  return pattern.split('.').map(rank).join('');
}
