/** The commands of this package, each in a file of its own, and how to load one of them alone. */
import { existsSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export interface CommandFiles {
  /** Whether these words are a command: `server list`. */
  has(name: string): boolean;
  /** Whether words follow these. */
  isTopic(name: string): boolean;
  /** The words that may follow, hidden commands too, sorted. */
  below(name: string): string[];
  /** What the file of a command exports. */
  load(name: string): Promise<{ readonly default: unknown }>;
}

/** The files of a folder: `server list` is in server/list. */
export function commandFolder(folder: string, extension: '.js' | '.ts'): CommandFiles {
  const path = (name: string) => `${folder}/${name.replaceAll(' ', '/')}`;
  const file = (name: string) =>
    [`${path(name)}${extension}`, `${path(name)}/index${extension}`].find((each) =>
      existsSync(each),
    );
  return {
    has: (name) => file(name) !== undefined,
    isTopic: (name) => existsSync(path(name)),
    below: (name) => {
      const words = readdirSync(path(name)).map((each) => each.replace(/\..*/, ''));
      return Array.from(new Set(words))
        .filter((word) => word !== 'index')
        .sort();
    },
    load: async (name) =>
      (await import(pathToFileURL(file(name)!).href)) as { readonly default: unknown },
  };
}

/** The same as a table: that is how the build puts commands and what they share into few files. */
export function commandTable(
  table: Readonly<Record<string, () => Promise<{ readonly default: unknown }>>>,
): CommandFiles {
  const below = (name: string) => {
    const start = `${name} `;
    const names = Object.keys(table).filter((each) => each.startsWith(start));
    return Array.from(new Set(names.map((each) => each.slice(start.length).split(' ')[0]!))).sort();
  };
  return {
    has: (name) => Object.hasOwn(table, name),
    isTopic: (name) => below(name).length > 0,
    below,
    load: (name) => table[name]!(),
  };
}
