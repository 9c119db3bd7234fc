import type { FlagTable } from './flag-table.ts';
import { FlagError } from './parse-flags.ts';

/** Refuses an edit that names nothing to change. */
export function requireEdit(
  edits: FlagTable,
  flags: Readonly<Record<string, unknown>>,
  complaint = 'specify an edit option',
): void {
  if (!isAnyGiven(edits, flags)) throw new FlagError(complaint);
}

/** Whether any of the flags of a table, which have no defaults, is given. */
export function isAnyGiven(table: FlagTable, flags: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(table).some((name) => {
    const value = flags[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
}
