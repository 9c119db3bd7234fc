/** The kind that nests: a map whose keys are the options of a table. */
import type { ConfMap } from '../../conf/value.ts';
import type { Kind, Place, Source } from './kind.ts';
import { list } from './kinds.ts';
import { nearest } from './nearest.ts';
import {
  isShorthand,
  keysOf,
  type GivenOf,
  type Option,
  type OptionsOf,
  type OptionTable,
  type Shorthand,
} from './option.ts';

/** A kind whose values are made of options: a block, a list of blocks, or a map of them. */
export interface Nest<Value = unknown, Given = Value> extends Kind<Value, Given> {
  readonly table: OptionTable;
  readonly nests: 'block' | 'list' | 'map';
}

/** One block. */
export interface Block<Value = unknown, Given = Value> extends Nest<Value, Given> {
  readonly nests: 'block';
}

/** A sentence, and the option that it is about, if it is about one. */
export type BlockProblem = string | { readonly text: string; readonly of: string };

export interface BlockRules<Given> {
  /** In the reference. Default `block`. */
  readonly name?: string;
  /** What is wrong between its options; texts are nats-server's. */
  readonly check?: (given: Given) => readonly BlockProblem[];
  /** What is not wrong, but surely not meant, when it comes from a file. */
  readonly warn?: (given: Given, source: Source) => void;
  /** Of a key that the table does not have. */
  readonly unknown?: (key: string) => string;
  /** Of what is no map. */
  readonly noMap?: (source: Source) => string;
  /** A block that may also be written as something else; undefined: read it as a map. */
  readonly short?: (source: Source) => Given | undefined;
}

type Given = Readonly<Record<string, unknown>>;

/** A block by its table; the types of its values follow from it. */
export function block<Table extends OptionTable>(
  table: Table,
  rules: BlockRules<GivenOf<Table>> = {},
): Block<OptionsOf<Table>, GivenOf<Table>> {
  // Once, and not for each of ten thousand users.
  const keys = tableKeys(table);
  return {
    table,
    nests: 'block',
    name: rules.name ?? 'block',
    read(source) {
      const short = rules.short?.(source);
      if (short !== undefined) return short;
      if (!source.is('map')) {
        return rules.noMap === undefined
          ? source.expected('a map')
          : source.error(rules.noMap(source));
      }
      const before = source.errorCount;
      // The table's keys are the type's: what it read is of the type.
      const given = readTable(table, source, rules.unknown, keys) as GivenOf<Table>;
      // What could not be read would be missed.
      if (source.errorCount > before) return given;
      for (const problem of rules.check?.(given) ?? []) {
        if (typeof problem === 'string') blockPlace(source).error(problem);
        else (partOf(table, source, problem.of) ?? source).error(problem.text);
      }
      rules.warn?.(given, source);
      return given;
    },
    complete(given, place) {
      if (typeof given !== 'object') {
        place.error('must be an object');
        return {} as OptionsOf<Table>;
      }
      const problems = rules.check?.(given) ?? [];
      // With its defaults filled in it can't be told what was said; and it has been looked at before that.
      const isNew = problems.length > 0 && !isComplete(table, given);
      for (const problem of isNew ? problems : []) {
        place.sentence(typeof problem === 'string' ? problem : problem.text);
      }
      return completeTable(table, given, place);
    },
  };
}

/** Whether `given` has been through `complete` already: a server is given what a file's reader completed. */
function isComplete(table: OptionTable, given: object): boolean {
  return Object.entries(table).every(
    ([name, entry]) => isShorthand(entry) || Object.hasOwn(given, name),
  );
}

export function isNest(kind: Kind): kind is Nest {
  return 'table' in kind;
}

/** A list of blocks. */
export function blocks<Value, Given>(
  item: Block<Value, Given>,
): Nest<readonly Value[], readonly Given[]> {
  return { ...list(item), table: item.table, nests: 'list' };
}

type MapSource = Source & { readonly value: ConfMap };

/** A block in an array has no key; nats-server names one of its own. */
function blockPlace(source: MapSource): Source {
  const [first] = source.value.entries.values();
  return source.isItem && first !== undefined ? source.entry(first) : source;
}

/** The entry of a block that says an option. */
export function partOf(
  table: OptionTable,
  source: MapSource,
  property: string,
): Source | undefined {
  const known = tableKeys(table);
  const entry = [...source.value.entries.values()].findLast(
    ({ key }) => known.get(key.toLowerCase()) === property,
  );
  return entry && source.entry(entry);
}

/** What a map of a file says, by the table's properties. Keys are taken in any case; the last of several wins. */
export function readTable(
  table: OptionTable,
  source: MapSource,
  unknown?: (key: string) => string,
  known = tableKeys(table),
): Given {
  const given: Record<string, unknown> = {};
  for (const entry of source.value.entries.values()) {
    const name = known.get(entry.key.toLowerCase());
    const inner = source.entry(entry);
    if (name === undefined) {
      if (!entry.isVariable) inner.error(unknown?.(entry.key) ?? unknownField(entry.key, known));
      continue;
    }
    const option = table[name]!;
    const value = option.kind.read(inner);
    if (value === undefined) continue;
    if (isShorthand(option)) mergeGiven(given, option.sets(value as never));
    else if (!(option.zeroIsDefault === true && (value === 0 || value === '')))
      merge(given, name, value);
  }
  return given;
}

/** Every key of a table, in small letters, with its property. */
function tableKeys(table: OptionTable): Map<string, string> {
  const keys = new Map<string, string>();
  for (const [property, entry] of Object.entries(table)) {
    if ('natsx' in entry) continue; // Flags and programs say it, files do not.
    for (const key of keysOf(property, entry)) keys.set(key, property);
  }
  return keys;
}

function unknownField(key: string, known: ReadonlyMap<string, string>): string {
  const suggestion = nearest(key.toLowerCase(), [...known.keys()]);
  const meant = suggestion === undefined ? '' : `, did you mean ${JSON.stringify(suggestion)}?`;
  return `unknown field ${JSON.stringify(key)}${meant}`;
}

/** Adds `more` to `given`, maps part by part: http_port leaves the host that http said. */
export function mergeGiven(given: Record<string, unknown>, more: Given): void {
  for (const [name, value] of Object.entries(more)) merge(given, name, value);
}

function merge(given: Record<string, unknown>, name: string, value: unknown): void {
  const before = given[name];
  given[name] = isPlain(before) && isPlain(value) ? { ...before, ...value } : value;
}

function isPlain(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks what was given and fills in the defaults. */
export function completeTable<Table extends OptionTable>(
  table: Table,
  given: GivenOf<Table>,
  place: Place,
): OptionsOf<Table> {
  const complete: Record<string, unknown> = {};
  const values = given as Given;
  // Not by Object.entries, which makes an array for each option of each user.
  for (const name in table) {
    const entry: Option | Shorthand = table[name]!;
    if (isShorthand(entry)) continue;
    const value = values[name];
    complete[name] =
      value === undefined ? entry.default : entry.kind.complete(value, place.in(name));
  }
  for (const name of Object.keys(values)) {
    if (Object.hasOwn(complete, name)) continue;
    const where = place.path === '' ? 'server option' : `option of ${place.path}`;
    place.sentence(`there is no ${where} "${name}"`);
  }
  return complete as OptionsOf<Table>;
}
