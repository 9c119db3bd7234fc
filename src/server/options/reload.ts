/** What a reload would change. All or nothing: one change that needs a restart refuses the whole. */
import { isDeepStrictEqual } from 'node:util';
import { formatDuration } from '../../base/duration.ts';
import { NatsxError } from '../../base/errors.ts';
import { isNest } from './block.ts';
import { Place } from './kind.ts';
import { isShorthand, keysOf, type Option, type OptionTable } from './option.ts';
import { serverTable, type ServerOptions } from './server-table.ts';

/** One changed option. */
export interface OptionChange {
  /** The option of the server that it is, or is a part of. */
  readonly option: keyof ServerOptions;
  /** Its key, for parts with that of the block: `authorization.users`. */
  readonly path: string;
  /** Its value before and now. May be a secret: for those who apply it, not for texts. */
  readonly old: unknown;
  readonly next: unknown;
  readonly effect: 'now' | 'new connections';
  /** What the log says, after `Reloaded: `; never a secret. */
  readonly line: string;
}

/** The changes from `old` to `next`; throws a NatsxError, a line for each that needs a restart. */
export function reloadChanges(old: ServerOptions, next: ServerOptions): OptionChange[] {
  const changes: OptionChange[] = [];
  const refusals: string[] = [];
  compare({ table: serverTable, old, next, path: [], options: next, changes, refusals });
  if (refusals.length > 0) throw new NatsxError('ERR_RELOAD', refusals.join('\n'));
  return changes;
}

interface Comparison {
  readonly table: OptionTable;
  readonly old: object;
  readonly next: object;
  /** The properties that lead to the table, with their options. */
  readonly path: readonly { readonly name: string; readonly option: Option }[];
  readonly options: ServerOptions;
  readonly changes: OptionChange[];
  readonly refusals: string[];
}

function compare(comparison: Comparison): void {
  const values = (of: object): Readonly<Record<string, unknown>> => ({ ...of });
  const olds = values(comparison.old);
  const nexts = values(comparison.next);
  for (const [name, option] of Object.entries(comparison.table)) {
    if (isShorthand(option)) continue;
    compareOption(name, option, olds[name], nexts[name], comparison);
  }
}

function compareOption(
  name: string,
  option: Option,
  old: unknown,
  next: unknown,
  comparison: Comparison,
): void {
  const { reload = 'restart' } = option;
  const path = [...comparison.path, { name, option }];
  const isSame = isDeepStrictEqual(old, next);
  // The same paths may lead to other certificates.
  if (isSame && !(reload === 'reread' && next !== undefined)) return;
  const change = (effect: OptionChange['effect']): void => {
    comparison.changes.push({
      option: path[0]!.name as keyof ServerOptions,
      path: path.map((each) => keysOf(each.name, each.option)[0]).join('.'),
      old,
      next,
      effect,
      line: reloadedLine(path, next),
    });
  };
  if (reload === 'parts') compareParts(option, old, next, path, comparison);
  else if (reload === 'reread') change('new connections');
  else if (reload === 'now' || reload === 'new connections') change(reload);
  else if (reload !== 'restart' && reload.allows(old, next, comparison.options)) change('now');
  else if (!(name === 'port' && old !== undefined && isFree(next)))
    comparison.refusals.push(refusal(path, old, next));
}

/** Who takes any free port may keep the one that he has. */
function isFree(port: unknown): boolean {
  return port === 0 || port === -1;
}

function compareParts(
  { kind }: Option,
  old: unknown,
  next: unknown,
  path: Comparison['path'],
  comparison: Comparison,
): void {
  if (!isNest(kind)) return;
  if (kind.nests === 'block') {
    // No block is a block that says nothing.
    const nothing = kind.complete({}, new Place()) as object;
    const parts = {
      old: (old as object | undefined) ?? nothing,
      next: (next as object | undefined) ?? nothing,
    };
    compare({ ...comparison, ...parts, table: kind.table, path });
    return;
  }
  const olds = Object.values(old as object) as object[];
  const nexts = Object.values(next as object) as object[];
  if (olds.length !== nexts.length) {
    comparison.refusals.push(refusal(path, old, next));
    return;
  }
  olds.forEach((each, at) =>
    compare({ ...comparison, old: each, next: nexts[at]!, table: kind.table, path }),
  );
}

/** `max_payload = 1048576`, `authorization users` */
function reloadedLine(path: Comparison['path'], value: unknown): string {
  const names = path.map(({ name, option }) => option.reported ?? keysOf(name, option)[0]!);
  const { name, option } = path.at(-1)!;
  const text = names.join(' ');
  if (option.reload === 'reread')
    return `${text} = ${value === undefined ? 'disabled' : 'enabled'}`;
  if (name === 'timeoutMs' && typeof value === 'number') return `${text} = ${value / 1000}`; // As in the file.
  if (path.length > 1 || option.secret === true || !isPlain(value)) return text;
  return `${text} = ${shown(name, value)}`;
}

/** nats-server reload.go, diffOptions: `config reload not supported for MaxPending: old=1, new=2`. */
function refusal(path: Comparison['path'], old: unknown, next: unknown): string {
  const [first, ...rest] = path;
  const field = first!.option.field ?? pascalCase(first!.name);
  const inner = rest.map(({ name, option }) => keysOf(name, option)[0]!);
  const { name, option } = path.at(-1)!;
  const what = `config reload not supported for ${[field, ...inner].join(' ')}`;
  const hidden =
    option.secret === true ||
    (!isPlain(old) && old !== undefined) ||
    (!isPlain(next) && next !== undefined);
  return hidden ? what : `${what}: old=${shown(name, old)}, new=${shown(name, next)}`;
}

function pascalCase(property: string): string {
  return property.replace(/Ms$/, '').replace(/^./, (letter) => letter.toUpperCase());
}

/** What one line can show: numbers, texts, and where something listens. */
function isPlain(value: unknown): boolean {
  return (
    typeof value !== 'object' ||
    (value !== null && 'port' in value && Object.keys(value).length === 2)
  );
}

function shown(name: string, value: unknown): string {
  if (typeof value === 'object' && value !== null && 'port' in value) return String(value.port);
  if (typeof value === 'number') return name.endsWith('Ms') ? formatDuration(value) : String(value);
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}
