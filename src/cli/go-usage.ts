import type { GoFlag, GoFlagTable } from './go-flags.ts';

/** The usage of a program, laid out as Go's flag.PrintDefaults does. */
export function usageText(program: {
  readonly name: string;
  readonly usage: string;
  readonly flags: GoFlagTable;
}): string {
  const flags: GoFlagTable = {
    ...program.flags,
    h: { type: 'boolean', description: 'Show help message' },
  };
  const entries = Object.entries(flags).map(([name, flag]) => ({
    names: [...(flag.aliases ?? []), name],
    flag,
  }));
  entries.sort((one, other) => (one.names[0]! < other.names[0]! ? -1 : 1));
  const defaults = entries.map(({ names, flag }) => flagText(names, flag)).join('');
  return `Usage: ${program.name} ${program.usage}\n${defaults}`;
}

function flagText(names: readonly string[], flag: GoFlag): string {
  const shown = `  ${names.map((name) => `-${name}`).join(', ')}${valueName(flag)}`;
  // A boolean of one letter has its description on the same line.
  const gap = shown.length <= 4 ? '\t' : '\n    \t';
  return `${shown}${gap}${flag.description}${defaultText(flag)}\n`;
}

function valueName(flag: GoFlag): string {
  if (flag.type === 'boolean') return '';
  return ` ${flag.value ?? (flag.type === 'integer' ? 'int' : 'string')}`;
}

function defaultText({ default: value }: GoFlag): string {
  if (value === undefined || value === false || value === 0) return ''; // Go leaves zero values out.
  return ` (default ${typeof value === 'string' ? JSON.stringify(value) : String(value)})`;
}
