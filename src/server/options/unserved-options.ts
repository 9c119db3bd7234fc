/** What was asked for and natsx does not do. A server that would be open, or lose messages, does not start. */
import { isNest } from './block.ts';
import { isShorthand, keysOf, type Option, type OptionTable } from './option.ts';
import { serverTable, type GivenServerOptions } from './server-table.ts';

/** Sentences that begin with the key, as it is nested in a file. */
export interface UnservedOptions {
  readonly refusals: readonly string[];
  readonly warnings: readonly string[];
}

/** Looks at what was said, not at defaults; `file` is where, for texts that say how to run nats-server with it. */
export function unservedOptions(given: GivenServerOptions, file = 'FILE'): UnservedOptions {
  const refusals: string[] = [];
  const warnings: string[] = [];
  visit(serverTable, given, '', ({ unserved }, value, path) => {
    if (unserved === undefined || !(unserved.when?.(value) ?? isAsked(value))) return;
    if (unserved.refuses !== undefined)
      refusals.push(`${path}: ${unserved.refuses.replace('-c FILE', `-c ${file}`)}`);
    if (unserved.warns !== undefined) warnings.push(`${path}: ${unserved.warns}`);
  });
  return { refusals: [...new Set(refusals)], warnings: [...new Set(warnings)] };
}

type Visitor = (option: Option, value: unknown, path: string) => void;

/** Calls `see` with every option that was said, those of blocks too. */
function visit(table: OptionTable, given: object, prefix: string, see: Visitor): void {
  for (const [name, value] of Object.entries(given)) {
    const option = table[name];
    if (option === undefined || isShorthand(option) || value === undefined) continue;
    // Most options are served and plain: for ten thousand users their names are not put together.
    if (option.unserved === undefined && !isNest(option.kind)) continue;
    const path = `${prefix}${keysOf(name, option)[0]}`;
    see(option, value, path);
    if (!isNest(option.kind) || typeof value !== 'object' || value === null) continue;
    const parts: unknown[] =
      option.kind.nests === 'block' ? [value] : Object.values(value as Record<string, unknown>);
    for (const part of parts) {
      if (typeof part === 'object' && part !== null)
        visit(option.kind.table, part, `${path}.`, see);
    }
  }
}

/** False and what is empty asks for nothing. */
function isAsked(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value !== 'object' || value === null) return value !== false && value !== '';
  if ('enabled' in value && value.enabled === false) return false;
  return Object.keys(value).length > 0;
}
