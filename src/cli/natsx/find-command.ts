/** Which command of natsx a command line means. */
import type { CommandFiles } from '../command-files.ts';

export interface FoundCommand {
  /** The words of the command. */
  readonly words: readonly string[];
  /** What follows them. */
  readonly rest: readonly string[];
}

/** The command that the first of `words` name, as many of them as possible; undefined if they name none. */
export function findCommand(
  words: readonly string[],
  commands: CommandFiles,
): FoundCommand | undefined {
  let found: FoundCommand | undefined;
  for (const [at, word] of words.entries()) {
    // Nothing else is a word of a command, least of all a way out of the folder.
    if (!/^[a-z][a-z0-9-]*$/.test(word) || word === 'index') break;
    const named = words.slice(0, at + 1);
    const name = named.join(' ');
    if (commands.has(name)) found = { words: named, rest: words.slice(at + 1) };
    if (!commands.isTopic(name)) break;
  }
  return found;
}
