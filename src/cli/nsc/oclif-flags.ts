/** A flag table as oclif shows it in help, manifest and completion; oclif does not read the flags. */
import { flagName, type FlagTable, type NscFlag } from './flag-table.ts';

export function oclifFlags(table: FlagTable): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(table).map(([key, flag]) => [flagName(key, flag), oclifFlag(key, flag)]),
  );
}

function oclifFlag(key: string, flag: NscFlag): object {
  const {
    type,
    description,
    short,
    hidden = false,
    aliases = [],
    value = 'value',
    required,
  } = flag;
  const shared = {
    name: flagName(key, flag),
    description,
    ...(short === undefined ? {} : { char: short }),
    ...(hidden ? { hidden } : {}),
    ...(required === true ? { required } : {}),
    aliases: [...aliases],
  };
  if (type === 'switch') return { ...shared, type: 'boolean', allowNo: false };
  const { default: byDefault } = flag;
  return {
    ...shared,
    type: 'option',
    multiple: type === 'texts' || type === 'values',
    helpValue: flag.withoutValue === undefined ? `<${value}>` : `[=${value}]`,
    ...(byDefault === undefined ? {} : { default: String(byDefault) }),
  };
}
