/** `natsx help …` and `--help`: finds what is asked for, and prints it. */
import type { Catalog } from '../catalog/catalog.ts';
import type { Surroundings } from '../surroundings.ts';
import { commandHelp, topicHelp, type HelpPage } from './command-help.ts';
import { GUIDES } from './guides.ts';
import { PAGE_COLUMNS } from './layout.ts';
import { rootHelp } from './root-help.ts';
import { unknownCommand } from './unknown-command.ts';

/** Prints the help of these words, which begin with `nsc` if that is the program. */
export async function printHelp(
  words: readonly string[],
  program: HelpPage['program'],
  catalog: Catalog,
  io: Surroundings,
): Promise<number> {
  await io.stdout.write(await helpText(words, { catalog, program, columns: columnsOf(io) }));
  return 0;
}

async function helpText(words: readonly string[], page: HelpPage): Promise<string> {
  const { catalog } = page;
  if (words.length === 0) return rootHelp(page);
  const command = catalog.command(words.join(' '));
  if (command !== undefined) return commandHelp(command, page);
  if (catalog.below(words).length > 0) return topicHelp(words, page);
  // An alias of a topic, as `ctx`, has the help of what it leads to.
  const name = words.join(' ');
  const aliased = catalog.topicOf(name);
  if (aliased !== undefined) return topicHelp(aliased.split(' '), page);
  const guide = words.length === 1 ? GUIDES.find((each) => each.name === name) : undefined;
  if (guide !== undefined) return guide.text();
  throw unknownCommand(words, catalog, page.program);
}

/** A page is as wide as the terminal, and not wider than one reads. */
function columnsOf(io: Surroundings): number {
  return Math.max(40, Math.min(PAGE_COLUMNS, io.stdout.columns ?? PAGE_COLUMNS));
}
