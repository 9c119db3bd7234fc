import type { FlagTable } from './flag-table.ts';
import { FlagError } from './parse-flags.ts';

/** Refuses an edit that names nothing to change. */
export function requireEdit(edits: FlagTable, flags: Readonly<Record<string, unknown>>): void {
  const isNamed = Object.keys(edits).some((name) => {
    const value = flags[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
  if (!isNamed) throw new FlagError('specify an edit option');
}
