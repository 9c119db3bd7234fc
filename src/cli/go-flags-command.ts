import { Command, Flags, type Interfaces } from '@oclif/core';
import { mainNames, type GoFlag, type GoFlagTable } from './go-flags.ts';

/**
 * An oclif command whose flags are those of a Go tool: a declared `-name` is rewritten to `--name` before the program
 * behind it reads the command line by its own table, so that `natsx nk` and `nk` behave alike.
 */
export abstract class GoFlagsCommand extends Command {
  static override strict = false;

  /** What was typed after the command, with `-name` as `--name`. */
  protected commandLine(table: GoFlagTable): string[] {
    const names = mainNames(table);
    return this.argv.map((word) => {
      const name = /^-([^-=][^=]*)/.exec(word)?.[1];
      return name !== undefined && names.has(name) ? `-${word}` : word;
    });
  }
}

/** The same table as oclif flags, for `--help`, the manifest and completion. */
export function oclifFlags(table: GoFlagTable): Interfaces.FlagInput {
  return Object.fromEntries(Object.entries(table).map(([name, flag]) => [name, oclifFlag(flag)]));
}

function oclifFlag(flag: GoFlag): Interfaces.Flag<unknown> {
  const char = flag.aliases?.find((alias) => alias.length === 1) as Interfaces.AlphabetLowercase;
  const shared = {
    description: flag.description,
    ...(char === undefined ? {} : { char }),
    aliases: (flag.aliases ?? []).filter((alias) => alias.length > 1),
    ...(flag.value === undefined ? {} : { helpValue: `<${flag.value}>` }),
  };
  if (flag.type === 'boolean') return Flags.boolean(shared) as Interfaces.Flag<unknown>;
  if (flag.type === 'integer') return Flags.integer(shared) as Interfaces.Flag<unknown>;
  return Flags.string({
    ...shared,
    ...(flag.options === undefined ? {} : { options: [...flag.options] }),
    multiple: flag.multiple ?? false,
  }) as Interfaces.Flag<unknown>;
}
