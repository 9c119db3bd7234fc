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
  visit(new LookOuts().of(serverTable), given, '', ({ unserved }, value, path) => {
    if (unserved === undefined || !(unserved.when?.(value) ?? isAsked(value))) return;
    if (unserved.refuses !== undefined)
      refusals.push(`${path}: ${unserved.refuses.replace('-c FILE', `-c ${file}`)}`);
    if (unserved.warns !== undefined) warnings.push(`${path}: ${unserved.warns}`);
  });
  return { refusals: [...new Set(refusals)], warnings: [...new Set(warnings)] };
}

type Visitor = (option: Option, value: unknown, path: string) => void;

/** An option that natsx may not do, or a nest with such an option somewhere in it. */
interface LookOut {
  readonly name: string;
  readonly key: string;
  readonly option: Option;
  /** Those in it; empty where it is no nest. */
  readonly inner: readonly LookOut[];
}

/** What to look out for in each table: in most there is nothing, and a hundred thousand users need not be walked. */
class LookOuts {
  readonly #byTable = new Map<OptionTable, readonly LookOut[]>();

  of(table: OptionTable): readonly LookOut[] {
    const known = this.#byTable.get(table);
    if (known !== undefined) return known;
    const found = Object.entries(table).flatMap(([name, option]): LookOut[] => {
      if (isShorthand(option)) return [];
      const inner = isNest(option.kind) ? this.of(option.kind.table) : [];
      if (option.unserved === undefined && inner.length === 0) return [];
      return [{ name, key: keysOf(name, option)[0]!, option, inner }];
    });
    this.#byTable.set(table, found);
    return found;
  }
}

/** Calls `see` with every option to look out for that was said, those of blocks too. */
function visit(lookOuts: readonly LookOut[], given: object, prefix: string, see: Visitor): void {
  // The table's names are the options' properties.
  const values = given as Readonly<Record<string, unknown>>;
  for (const { name, key, option, inner } of lookOuts) {
    const value = values[name];
    if (value === undefined) continue;
    const path = `${prefix}${key}`;
    see(option, value, path);
    if (inner.length === 0 || typeof value !== 'object' || value === null) continue;
    const isBlock = isNest(option.kind) && option.kind.nests === 'block';
    for (const part of isBlock ? [value] : Object.values(value as Record<string, unknown>)) {
      if (typeof part === 'object' && part !== null) visit(inner, part, `${path}.`, see);
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
