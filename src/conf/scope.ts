import type { ConfEntry } from './value.ts';

/** An entry as long as the map that it is in may still be referred to. */
type OpenEntry = { -readonly [Name in keyof ConfEntry]: ConfEntry[Name] };

/** The map being read and those around it: where a variable looks for its key. */
export class Scope {
  readonly entries = new Map<string, OpenEntry>();
  readonly #around: Scope | undefined;

  constructor(around?: Scope) {
    this.#around = around;
  }

  /** The last of a key wins; that an earlier one was referred to does not count for it. */
  set(entry: ConfEntry): void {
    this.entries.set(entry.key, entry);
  }

  /** The nearest entry called `name` that has been read, marked as one that is referred to. */
  refer(name: string): ConfEntry | undefined {
    const entry = this.entries.get(name);
    if (entry === undefined) return this.#around?.refer(name);
    entry.isVariable = true;
    return entry;
  }
}
