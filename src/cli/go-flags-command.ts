import { Command, Flags, type Interfaces } from '@oclif/core';
import type { GoFlag, GoFlagTable } from './go-flags.ts';

/**
 * An oclif command whose flags are those of a Go tool. oclif knows them for `--help`, the manifest and completion, but
 * does not read them: `this.argv` goes to the program as it was typed, so that `natsx nk` and `nk` behave alike.
 */
export abstract class GoFlagsCommand extends Command {
  static override strict = false;
}

/** A flag table as oclif flags. */
export function oclifFlags(table: GoFlagTable): Interfaces.FlagInput {
  return Object.fromEntries(
    Object.entries(table).map(([name, flag]) => [name, oclifFlag(name, flag)]),
  );
}

function oclifFlag(name: string, flag: GoFlag): Interfaces.Flag<unknown> {
  const aliases = flag.aliases ?? [];
  const char = [name, ...aliases].find((each) => each.length === 1);
  const shared = {
    description: flag.description,
    // oclif takes any one character; its type lists the letters only.
    ...(char === undefined ? {} : { char: char as Interfaces.AlphabetLowercase }),
    aliases: aliases.filter((alias) => alias.length > 1),
  };
  const valued = {
    ...shared,
    multiple: flag.multiple ?? false,
    ...(flag.value === undefined ? {} : { helpValue: `<${flag.value}>` }),
    ...(flag.default === undefined ? {} : { default: flag.default }),
  };
  const options = flag.options === undefined ? {} : { options: [...flag.options] };
  const build = Flags[flag.type] as (definition: object) => unknown;
  // The builders' types differ in their defaults, which the table's type has checked already.
  return build(
    flag.type === 'boolean' ? shared : { ...valued, ...options },
  ) as Interfaces.Flag<unknown>;
}
