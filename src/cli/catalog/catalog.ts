/**
 * Every command with its flags, as data: what help, completion, man pages and reference pages are made from, and what
 * finds a command by another name. It is one small file beside the program, so that none of these loads a command.
 */

export interface CatalogFlag {
  readonly name: string;
  readonly char?: string;
  readonly aliases?: readonly string[];
  readonly description: string;
  /** What stands for the value, as `<file>`, or `[=n]` if it may be left out; a flag without one is a switch. */
  readonly value?: string;
  readonly default?: string | number | boolean;
  readonly isMultiple?: boolean;
  /** The values that are taken, if they can be counted. */
  readonly options?: readonly string[];
  readonly isRequired?: boolean;
  /** Whether `--no-` before the name turns it off. */
  readonly isNegatable?: boolean;
  readonly isHidden?: boolean;
}

export interface CatalogArgument {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
}

interface CatalogExample {
  readonly description?: string;
  /** As it is typed: `natsx pub orders.new hi`. */
  readonly command: string;
}

export interface CatalogCommand {
  /** Its words with blanks between them: `server list`. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly examples: readonly CatalogExample[];
  readonly flags: readonly CatalogFlag[];
  readonly args: readonly CatalogArgument[];
  /** Whether more arguments may come than are named. */
  readonly takesMore: boolean;
  readonly aliases: readonly string[];
  readonly isHidden: boolean;
}

/** What the file holds: the flags once each, since most commands share theirs; commands name them by their places. */
export interface CatalogData {
  readonly flags: readonly CatalogFlag[];
  readonly commands: readonly (Omit<CatalogCommand, 'flags'> & {
    readonly flags: readonly number[];
  })[];
  /** What the words before commands are about: `server check`. */
  readonly topics: Readonly<Record<string, string>>;
}

/** A word that may follow other words. */
export interface CatalogEntry {
  /** With the words before it: `server check`. */
  readonly name: string;
  readonly word: string;
  readonly summary: string;
  /** Whether words follow it. */
  readonly isTopic: boolean;
}

export class Catalog {
  readonly #data: CatalogData;
  readonly #places = new Map<string, number>();

  constructor(data: CatalogData) {
    this.#data = data;
    for (const [at, { name, aliases }] of data.commands.entries()) {
      for (const each of aliases) this.#places.set(each, at);
      this.#places.set(name, at);
    }
  }

  /** The command of this name, or of this other name. */
  command(name: string): CatalogCommand | undefined {
    const at = this.#places.get(name);
    return at === undefined ? undefined : this.#commandAt(at);
  }

  /** All that are shown, in order of their names. */
  commands(): CatalogCommand[] {
    return this.#data.commands
      .map((_, at) => this.#commandAt(at))
      .filter(({ isHidden }) => !isHidden);
  }

  topic(name: string): string | undefined {
    return this.#data.topics[name];
  }

  /** The words that `name` stands for, where it is the beginning of other names of commands: `ctx` is `context`. */
  topicOf(name: string): string | undefined {
    const length = name.split(' ').length;
    for (const command of this.#data.commands) {
      const parts = command.name.split(' ');
      const isSo = (alias: string) =>
        alias.startsWith(`${name} `) && alias.split(' ').length === parts.length;
      if (command.aliases.some(isSo)) return parts.slice(0, length).join(' ');
    }
    return undefined;
  }

  /** The command that the first words name, as many of them as possible, and how many those are. */
  find(words: readonly string[]): { command: CatalogCommand; length: number } | undefined {
    const first = words.findIndex((word) => !/^[a-z][\w-]*$/.test(word));
    for (let length = first < 0 ? words.length : first; length > 0; length--) {
      const command = this.command(words.slice(0, length).join(' '));
      if (command !== undefined) return { command, length };
    }
    return undefined;
  }

  /** How many of the first words lead to commands. */
  depth(words: readonly string[]): number {
    let depth = 0;
    while (depth < words.length && this.#leadsOn(words.slice(0, depth + 1))) depth++;
    return depth;
  }

  /** What may follow `words`, hidden commands aside. */
  below(words: readonly string[]): CatalogEntry[] {
    const entries = new Map<string, CatalogEntry>();
    for (const { name, summary, isHidden } of this.#data.commands) {
      const parts = name.split(' ');
      const isBelow = parts.length > words.length && words.every((word, at) => parts[at] === word);
      if (!isBelow || isHidden) continue;
      const word = parts[words.length]!;
      const whole = [...words, word].join(' ');
      const isTopic = parts.length > words.length + 1 || entries.get(word)?.isTopic === true;
      const about = this.topic(whole) ?? (parts.length === words.length + 1 ? summary : '');
      const before = entries.get(word)?.summary ?? '';
      entries.set(word, { name: whole, word, summary: before === '' ? about : before, isTopic });
    }
    return Array.from(entries.values());
  }

  #leadsOn(words: readonly string[]): boolean {
    const start = `${words.join(' ')} `;
    return this.#data.commands.some(
      ({ name, aliases }) =>
        name.startsWith(start) || aliases.some((alias) => alias.startsWith(start)),
    );
  }

  #commandAt(at: number): CatalogCommand {
    const { flags, ...command } = this.#data.commands[at]!;
    return { ...command, flags: flags.map((each) => this.#data.flags[each]!) };
  }
}
