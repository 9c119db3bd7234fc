/** What may come next behind the words of a command: its flags, their values, and its arguments. */
import type { CatalogCommand, CatalogFlag } from '../catalog/catalog.ts';
import {
  ANY_FILE,
  NOTHING,
  NO_FILE,
  ONLY_FOLDERS,
  type Candidate,
  type Completion,
} from './completion.ts';

export interface Line {
  readonly command: CatalogCommand;
  /** What stands between the command and the word that is completed. */
  readonly argv: readonly string[];
  /** The word that is completed. */
  readonly current: string;
  /** Whether flags have one dash or two, as in Go's flag package. */
  readonly isGoStyle: boolean;
}

/** What may stand for the flag of that name, or for the argument if that is empty; undefined if nobody can know. */
export type Values = (name: string, line: Line) => Promise<readonly Candidate[] | undefined>;

export async function completeLine(line: Line, values: Values): Promise<Completion> {
  const { argv, current } = line;
  const [, dashes, name, behind] = /^(--?)([^=-][^=]*)=(.*)$/s.exec(current) ?? [];
  if (name !== undefined && behind !== undefined) {
    const { candidates, directive } = await valuesOfFlag(flagNamed(name, line), line, values);
    const whole = candidates.map((each) => ({ ...each, value: `${dashes}${name}=${each.value}` }));
    return { candidates: whole, directive };
  }
  const waiting = argv.includes('--') ? undefined : waitingFlag(argv.at(-1) ?? '', line);
  if (waiting !== undefined) return valuesOfFlag(waiting, line, values);
  if (current.startsWith('-')) return { candidates: flagCandidates(line), directive: NO_FILE };
  const candidates = await values('', line);
  if (candidates !== undefined) return { candidates, directive: NO_FILE };
  return { candidates: [], directive: takesFiles(line) ? ANY_FILE : NO_FILE };
}

/** What may be, or may stand in, a file. */
const FILE = /file|path|place|seed|key/;
const FOLDER = /^<(dir|directory|folder)>$/;

async function valuesOfFlag(
  flag: CatalogFlag | undefined,
  line: Line,
  values: Values,
): Promise<Completion> {
  if (flag === undefined) return NOTHING;
  const { name, value, options } = flag;
  const fixed = value === undefined ? ['true', 'false'] : options;
  if (fixed !== undefined) {
    return { candidates: fixed.map((each) => ({ value: each })), directive: NO_FILE };
  }
  if (value !== undefined && FOLDER.test(value)) return { candidates: [], directive: ONLY_FOLDERS };
  const candidates = (await values(name, line)) ?? [];
  // What is to be removed has its name from the store.
  const isFile = FILE.test(value ?? '') && !name.startsWith('rm-');
  return { candidates, directive: isFile ? ANY_FILE : NO_FILE };
}

function takesFiles({ command: { args, takesMore } }: Line): boolean {
  return takesMore || args.some(({ name, description }) => FILE.test(`${name} ${description}`));
}

function flagNamed(name: string, { command }: Line): CatalogFlag | undefined {
  return command.flags.find((flag) => namesOf(flag).includes(name));
}

/** The flag that `word` is, if it waits for its value. */
function waitingFlag(word: string, line: Line): CatalogFlag | undefined {
  const flag =
    word.startsWith('--') || (line.isGoStyle && word.startsWith('-'))
      ? flagNamed(word.replace(/^--?/, ''), line)
      : /^-[A-Za-z]+$/.test(word)
        ? line.command.flags.find(({ char }) => char === word.at(-1))
        : undefined;
  const takesNext = flag?.value !== undefined && !flag.value.startsWith('[');
  return takesNext ? flag : undefined;
}

function namesOf({ name, char, aliases = [] }: CatalogFlag): string[] {
  return [name, ...(char === undefined ? [] : [char]), ...aliases];
}

function flagCandidates({ command, isGoStyle, current }: Line): Candidate[] {
  const isSingle = isGoStyle && /^-[^-]/.test(current);
  return command.flags
    .filter(({ isHidden }) => isHidden !== true)
    .flatMap(({ name, char, description, isNegatable }) => [
      ...(char === name ? [] : [{ value: `${isSingle ? '-' : '--'}${name}`, description }]),
      ...(isNegatable === true ? [{ value: `--no-${name}`, description }] : []),
      ...(char === undefined ? [] : [{ value: `-${char}`, description }]),
    ]);
}
