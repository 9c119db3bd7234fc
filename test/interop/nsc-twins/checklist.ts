// Every command and flag of Go's nsc with the test that covers it: what docs/reference/nsc.md shows.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transcripts } from './corpus.ts';

const TEST = join(import.meta.dirname, '../..');

/** A line is a command, one of its flags, and the flag's letter if it has one. */
export const FLAGS_FILE = join(import.meta.dirname, 'go-flags.txt');

export interface Item {
  readonly command: string;
  /** As `--name`; empty for a command without flags. */
  readonly flag: string;
  /** As `-n`. */
  readonly short: string;
}

/** What the original has. */
export function originalItems(): Item[] {
  return readFileSync(FLAGS_FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, command = '', flag = '', short = ''] = /^(.*?)(?: (--\S+))?(?: (-\w))?$/.exec(line)!;
      return { command, flag, short };
    });
}

interface Source {
  /** Below test/. */
  readonly file: string;
  /** Command lines that it runs. */
  readonly lines: readonly string[];
}

/** Tests that run nsc: those that compare with the original first. */
export function sources(): Source[] {
  const compared = transcripts().map(({ file, cases, setup }) => ({
    file: `interop/nsc-corpus/${file}`,
    lines: [...setup, ...cases.flatMap(({ lines }) => lines)],
  }));
  const folders = ['commands/nsc', 'interop', 'nsc'];
  const written = folders.flatMap((folder) =>
    filesIn(folder).map((file) => ({
      file,
      lines: linesOf(readFileSync(join(TEST, file), 'utf8')),
    })),
  );
  return [...compared, ...written];
}

/** The first test that has the command with the flag on one line. */
export function coverOf(
  { command, flag, short }: Item,
  all: readonly Source[],
): string | undefined {
  const isMeant = (line: string) => {
    const said = ` ${line.replaceAll('_', '-')} `;
    if (!said.includes(` ${command.replaceAll('_', '-')} `)) return false;
    if (flag === '') return true;
    const isLong = said.includes(` ${flag} `) || said.includes(` ${flag}=`);
    return isLong || (short !== '' && new RegExp(` ${short}[ =]`).test(said));
  };
  return all.find(({ lines }) => lines.some(isMeant))?.file;
}

/** The checklist as Markdown. */
export function checklist(): string {
  const all = sources();
  const rows = Array.from(
    grouped(originalItems(), ({ command }) => command),
    ([command, items]) => {
      const cells = grouped(items, (item) => coverOf(item, all) ?? NOWHERE);
      return Array.from(cells, ([file, covered]) => {
        const flags = covered.map(({ flag, short }) => (short === '' ? flag : `${flag} ${short}`));
        return `| \`${command}\` | ${flags.map((flag) => (flag === '' ? '' : `\`${flag}\``)).join(' ')} | ${file} |`;
      }).join('\n');
    },
  );
  return [
    '| Command of the original | Flags | Test, below `test/` |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** Where the test should be. */
const NOWHERE = '(none)';

function filesIn(folder: string): string[] {
  return readdirSync(join(TEST, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && /nsc|commands/.test(`${folder}/${entry.name}`))
    .filter(({ name }) => /\.(test|integration|interop)\.ts$/.test(name))
    .map(({ name }) => `${folder}/${name}`)
    .sort();
}

/** What stands in quotes, and the words in brackets as one line. */
function linesOf(text: string): string[] {
  const strings = text.match(/'[^'\n]*'|`[^`]*`|"[^"\n]*"/g) ?? [];
  const lists = text.match(/\[[^[\]]*\]/g) ?? [];
  const plain = (part: string) => part.slice(1, -1).replace(/\s+/g, ' ');
  const joined = (list: string) => list.replace(/['",[\]]|\.\.\./g, ' ').replace(/\s+/g, ' ');
  return [...strings.map(plain), ...lists.map(joined)];
}
