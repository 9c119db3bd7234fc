/** `nsc __complete`: what may come next on a command line of nsc. */
import { findCommand } from './find-command.ts';
import type { NscSurroundings } from './surroundings.ts';
import type { ProgramFiles } from '../program-files.ts';
import { completeLine } from '../completion/complete-line.ts';
import { commandsBelow } from '../completion/commands-below.ts';
import { NOTHING, NO_FILE, printCompletion, type Completion } from '../completion/completion.ts';
import { storeValues } from './store-values.ts';

/** Prints what may stand for the last of `words`, which don't have `nsc` before them. */
export async function completeNsc(
  words: readonly string[],
  hasDescriptions: boolean,
  io: NscSurroundings,
  program: ProgramFiles,
): Promise<number> {
  const current = words.at(-1) ?? '';
  const completion = await completionOf(words, io, program);
  return printCompletion(completion, current, hasDescriptions, io.stdout);
}

async function completionOf(
  words: readonly string[],
  io: NscSurroundings,
  { commands, catalog }: ProgramFiles,
): Promise<Completion> {
  const [before, current] = [words.slice(0, -1), words.at(-1) ?? ''];
  const found = findCommand(before, commands);
  const known = await catalog();
  const called = ['nsc', ...found.words];
  if (found.name === undefined) {
    if (current.startsWith('-') || hasStrangeWord(found.argv)) return NOTHING;
    return { candidates: commandsBelow(called, known), directive: NO_FILE };
  }
  const command = known.command(called.join(' '));
  if (command === undefined) return NOTHING;
  const line = { command, argv: found.argv, current, isGoStyle: false };
  return completeLine(line, (name) =>
    storeValues(name, { words: found.words, argv: found.argv }, io),
  );
}

/** Whether there is a word that is neither flag nor value. */
function hasStrangeWord(argv: readonly string[]): boolean {
  return argv.some((word, at) => !word.startsWith('-') && argv[at - 1]?.startsWith('-') !== true);
}
