/** `natsx __complete`: what may come next on a command line of natsx, or of a program that is one of its commands. */
import type { Catalog } from '../catalog/catalog.ts';
import { GUIDES } from '../help/guides.ts';
import type { NscSurroundings } from '../nsc/surroundings.ts';
import type { ProgramFiles } from '../program-files.ts';
import { commandsBelow } from '../completion/commands-below.ts';
import { completeLine } from '../completion/complete-line.ts';
import { NOTHING, NO_FILE, printCompletion, type Completion } from '../completion/completion.ts';
import { clientValues } from '../completion/client-values.ts';

/** Prints what may stand for the last of `words`, which don't have `natsx` before them. */
export async function completeNatsx(
  words: readonly string[],
  hasDescriptions: boolean,
  io: NscSurroundings,
  program: ProgramFiles,
): Promise<number> {
  if (words[0] === 'nsc' && words.length > 1) {
    const { completeNsc } = await import('../nsc/complete.ts');
    return completeNsc(words.slice(1), hasDescriptions, io, program);
  }
  const completion = await completionOf(words, io, await program.catalog());
  return printCompletion(completion, words.at(-1) ?? '', hasDescriptions, io.stdout);
}

async function completionOf(
  words: readonly string[],
  io: NscSurroundings,
  catalog: Catalog,
): Promise<Completion> {
  const [before, current] = [words.slice(0, -1), words.at(-1) ?? ''];
  if (before[0] === 'help') return helpCompletion(before.slice(1), catalog);
  const found = catalog.find(before);
  const below = catalog.depth(before) === before.length ? commandsBelow(before, catalog) : [];
  if (found === undefined) {
    const help =
      before.length === 0 ? [{ value: 'help', description: 'Show help and guides' }] : [];
    return current.startsWith('-')
      ? NOTHING
      : { candidates: [...below, ...help], directive: NO_FILE };
  }
  const { command, length } = found;
  const line = { command, argv: before.slice(length), current, isGoStyle: true };
  const completion = await completeLine(line, (name, each) => clientValues(name, each, io));
  return { ...completion, candidates: [...below, ...completion.candidates] };
}

function helpCompletion(before: readonly string[], catalog: Catalog): Completion {
  const guides =
    before.length > 0
      ? []
      : GUIDES.map(({ name, summary }) => ({ value: name, description: summary }));
  return { candidates: [...commandsBelow(before, catalog), ...guides], directive: NO_FILE };
}
