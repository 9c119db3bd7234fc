/** A table of Go flags as oclif's manifest has them. oclif does not read these flags, and is not loaded for them. */
import type { GoFlag, GoFlagTable } from './go-flags.ts';

export interface OclifFlag {
  readonly name: string;
  readonly type: 'boolean' | 'option';
  readonly description: string;
  readonly char?: string;
  readonly aliases: readonly string[];
  readonly allowNo?: boolean;
  readonly multiple?: boolean;
  readonly helpValue?: string;
  readonly options?: readonly string[];
  readonly default?: string | number | boolean;
}

export function oclifFlags(table: GoFlagTable): Readonly<Record<string, OclifFlag>> {
  return Object.fromEntries(
    Object.entries(table).map(([name, flag]) => [name, oclifFlag(name, flag)]),
  );
}

function oclifFlag(name: string, flag: GoFlag): OclifFlag {
  const { description, aliases = [], type, value, options, multiple = false } = flag;
  const char = [name, ...aliases].find((each) => each.length === 1);
  const shared = {
    name,
    description,
    ...(char === undefined ? {} : { char }),
    aliases: aliases.filter((alias) => alias.length > 1),
  };
  if (type === 'boolean') return { ...shared, type: 'boolean', allowNo: false };
  return {
    ...shared,
    type: 'option',
    multiple,
    ...(value === undefined ? {} : { helpValue: `<${value}>` }),
    ...(options === undefined ? {} : { options: [...options] }),
    ...(flag.default === undefined ? {} : { default: flag.default }),
  };
}
