/**
 * What may come next on a command line of nsc: `nsc __complete list acc` prints it for the shell (completion-scripts/), a
 * candidate a line, a tab and what it is, and last how to go on, `:4`. That is how programs with cobra speak to their
 * shells, so scripts of Go's nsc work with this one, too. What commands and flags there are stands in oclif's manifest:
 * no command is loaded for it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCommand } from './find-command.ts';
import type { NscProgram } from './program.ts';
import type { NscSurroundings } from './surroundings.ts';
import { valuesOf, type Candidate } from './complete-values.ts';

/** What the shell is to do beside offering the candidates; cobra's numbers. */
const ANY_FILE = 0;
const NO_FILE = 4;
const ONLY_FOLDERS = 16;

interface ManifestFlag {
  readonly name: string;
  readonly char?: string;
  readonly description?: string;
  readonly hidden?: boolean;
  readonly type: 'boolean' | 'option';
  readonly multiple?: boolean;
  /** As `<file>`; `[=n]` if it may be left out. */
  readonly helpValue?: string;
}

interface ManifestCommand {
  readonly summary?: string;
  readonly hidden?: boolean;
  readonly flags?: Readonly<Record<string, ManifestFlag>>;
}

interface Topic {
  readonly description?: string;
  readonly subtopics?: Readonly<Record<string, Topic>>;
}

interface Completion {
  readonly candidates: readonly Candidate[];
  readonly directive: number;
}

/** Prints what may stand for the last of `words`. */
export async function complete(
  words: readonly string[],
  hasDescriptions: boolean,
  io: NscSurroundings,
  program: NscProgram,
): Promise<number> {
  const { candidates, directive } = await completionOf(words, io, program);
  const current = words.at(-1) ?? '';
  const lines = candidates
    .filter(({ value }) => value.startsWith(current))
    .map(({ value, description = '' }) =>
      hasDescriptions && description !== '' ? `${value}\t${description}` : value,
    );
  await io.stdout.write(`${[...lines, `:${directive}`].join('\n')}\n`);
  return 0;
}

async function completionOf(
  words: readonly string[],
  io: NscSurroundings,
  { commands, extension }: NscProgram,
): Promise<Completion> {
  const [before, current] = [words.slice(0, -1), words.at(-1) ?? ''];
  const found = findCommand(before, commands, extension);
  const manifest = new Manifest(join(commands, '..', '..', '..'));
  if (found.path === undefined) {
    const isNone = current.startsWith('-') || hasStrangeWord(found.argv);
    const candidates = isNone ? [] : manifest.commandsOf(found.words);
    return { candidates, directive: NO_FILE };
  }
  const flags = manifest.flagsOf(found.words);
  const line = { words: found.words, argv: found.argv, flags };
  const [, name, behind] = /^--([^=]+)=(.*)$/s.exec(current) ?? [];
  if (name !== undefined && behind !== undefined) {
    const { candidates, directive } = await valuesOfFlag(flagNamed(name, flags), line, io);
    const whole = candidates.map((each) => ({ ...each, value: `--${name}=${each.value}` }));
    return { candidates: whole, directive };
  }
  const waiting = waitingFlag(before.at(-1) ?? '', flags);
  if (waiting !== undefined) return valuesOfFlag(waiting, line, io);
  if (current.startsWith('-')) return { candidates: flagCandidates(flags), directive: NO_FILE };
  return { candidates: await valuesOf('', line, io), directive: NO_FILE };
}

/** Whether there is a word that is neither flag nor value. */
function hasStrangeWord(argv: readonly string[]): boolean {
  return argv.some((word, at) => !word.startsWith('-') && argv[at - 1]?.startsWith('-') !== true);
}

interface Line {
  readonly words: readonly string[];
  readonly argv: readonly string[];
  readonly flags: readonly ManifestFlag[];
}

/** What may be, or may stand in, a file. */
const FILES = new Set(['<file>', '<place>', '<seed>', '<key>']);

async function valuesOfFlag(
  flag: ManifestFlag | undefined,
  line: Line,
  io: NscSurroundings,
): Promise<Completion> {
  if (flag === undefined) return { candidates: [], directive: NO_FILE };
  if (flag.type === 'boolean') {
    return { candidates: [{ value: 'true' }, { value: 'false' }], directive: NO_FILE };
  }
  if (flag.helpValue === '<dir>') return { candidates: [], directive: ONLY_FOLDERS };
  const candidates = await valuesOf(flag.name, line, io);
  // What is to be removed has its name from the store.
  const isFromStore = flag.name.startsWith('rm-') || !FILES.has(flag.helpValue ?? '');
  return { candidates, directive: isFromStore ? NO_FILE : ANY_FILE };
}

function flagNamed(name: string, flags: readonly ManifestFlag[]): ManifestFlag | undefined {
  return flags.find((flag) => flag.name === name);
}

/** The flag that `word` is, if it waits for its value. */
function waitingFlag(word: string, flags: readonly ManifestFlag[]): ManifestFlag | undefined {
  const flag = word.startsWith('--')
    ? flagNamed(word.slice(2), flags)
    : /^-[A-Za-z]+$/.test(word)
      ? flags.find(({ char }) => char === word.at(-1))
      : undefined;
  const takesNext = flag?.type === 'option' && flag.helpValue?.startsWith('[') !== true;
  return takesNext ? flag : undefined;
}

function flagCandidates(flags: readonly ManifestFlag[]): Candidate[] {
  return flags
    .filter(({ hidden }) => hidden !== true)
    .flatMap(({ name, char, description = '' }) => [
      { value: `--${name}`, description },
      ...(char === undefined ? [] : [{ value: `-${char}`, description }]),
    ]);
}

/** What oclif knows of the commands, as it is kept beside them. */
class Manifest {
  readonly #commands: Readonly<Record<string, ManifestCommand>>;
  readonly #topics: Readonly<Record<string, Topic>>;

  constructor(root: string) {
    const { commands } = readJson(join(root, 'oclif.manifest.json')) as {
      commands?: Readonly<Record<string, ManifestCommand>>;
    };
    const { oclif } = readJson(join(root, 'package.json')) as {
      oclif?: { readonly topics?: Readonly<Record<string, Topic>> };
    };
    this.#commands = commands ?? {};
    this.#topics = oclif?.topics?.['nsc']?.subtopics ?? {};
  }

  /** What may follow the words of a command that is not named yet. */
  commandsOf(words: readonly string[]): Candidate[] {
    const prefix = ['nsc', ...words, ''].join(':');
    const candidates = new Map<string, Candidate>();
    for (const [id, { summary = '', hidden }] of Object.entries(this.#commands)) {
      if (!id.startsWith(prefix) || hidden === true) continue;
      const [value = '', ...rest] = id.slice(prefix.length).split(':');
      const topic = words.length === 0 ? this.#topics[value]?.description : undefined;
      const description = rest.length === 0 ? summary : (topic ?? '');
      candidates.set(value, { value, description });
    }
    return Array.from(candidates.values());
  }

  flagsOf(words: readonly string[]): ManifestFlag[] {
    return Object.values(this.#commands[['nsc', ...words].join(':')]?.flags ?? {});
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {}; // Without it nothing is offered: who completes a line is not to read errors.
  }
}
