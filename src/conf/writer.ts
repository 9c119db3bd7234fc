import { NatsxError } from '../base/errors.ts';

/** What can be written: what a configuration can hold, as plain values. Maps keep their order. */
export type PlainConf =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Variable
  | Inclusion
  | readonly PlainConf[]
  | PlainMap
  | PlainRecord;

/** A value that the reader takes from its environment: `$NAME`. */
export class Variable {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A file that is read in place of the entry, whose key does not matter: `include "path"`. */
export class Inclusion {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

export type PlainMap = ReadonlyMap<string, PlainConf>;

export interface PlainRecord {
  readonly [key: string]: PlainConf;
}

/**
 * Writes a configuration that `parseConf` and nats-server read as these values: an entry a line, two blanks a level,
 * quotes only where they are needed. A value the language has no words for is refused: `ERR_CONF_VALUE`.
 */
export function writeConf(map: PlainMap | PlainRecord): string {
  return entriesOf(map)
    .map(([key, value]) => entryLine(key, value, ''))
    .join('');
}

function entryLine(key: string, value: PlainConf, indent: string): string {
  if (value instanceof Inclusion) return `${indent}include "${inclusionPath(value.path)}"\n`;
  // The reader takes this for an inclusion, as JSON files write it.
  if (indent === '' && key === 'include' && typeof value === 'string')
    refuse('at the top "include" names a file: it cannot be a key there');
  const separator = isMap(value) || Array.isArray(value) ? ' ' : ': ';
  return `${indent}${keyText(key)}${separator}${valueText(value, indent)}\n`;
}

function valueText(value: PlainConf, indent: string): string {
  if (typeof value === 'string') return stringText(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return integerText(value);
  if (typeof value === 'number') return numberText(value);
  if (value instanceof Date) return timeText(value);
  if (value instanceof Variable) return variableText(value.name);
  if (value instanceof Inclusion) refuse('an inclusion is no element of an array');
  return isMap(value) ? mapText(value, indent) : arrayText(value, indent);
}

function isMap(value: PlainConf): value is PlainMap | PlainRecord {
  return typeof value === 'object' && !Array.isArray(value) && !isScalar(value);
}

function isScalar(value: PlainConf): value is Date | Variable | Inclusion {
  return value instanceof Date || value instanceof Variable || value instanceof Inclusion;
}

function entriesOf(map: PlainMap | PlainRecord): [string, PlainConf][] {
  return isRecord(map) ? Object.entries(map) : [...map];
}

function isRecord(map: PlainMap | PlainRecord): map is PlainRecord {
  return !(map instanceof Map);
}

function mapText(map: PlainMap | PlainRecord, indent: string): string {
  const lines = entriesOf(map).map(([key, value]) => entryLine(key, value, `${indent}  `));
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
}

/** Longer arrays, and those that hold other arrays or maps, have a line for each element. */
const MAX_LINE = 100;

function arrayText(array: readonly PlainConf[], indent: string): string {
  if (array.length === 0) return '[]';
  const inner = `${indent}  `;
  const texts = array.map((value) => valueText(value, inner));
  // With blanks inside: nats-server reads the `2]` of `[1, 2]` as a string and misses the bracket.
  const line = `[ ${texts.join(', ')} ]`;
  const isFlat = array.every((value) => typeof value !== 'object' || isScalar(value));
  if (isFlat && indent.length + line.length <= MAX_LINE) return line;
  return `[\n${texts.map((text) => `${inner}${text}\n`).join('')}${indent}]`;
}

/** Nothing that could be a number, a variable, a comment, or an end of something. */
const bareText = /^[A-Za-z_][\w.-]*$/;
const truth = /^(true|false|yes|no|on|off)$/i;

function stringText(text: string): string {
  if (bareText.test(text) && !truth.test(text)) return text;
  refuseHalfCharacters(text);
  return `"${text.replace(/["\\\p{Cc}\ufffd\u2028\u2029]/gu, escape)}"`;
}

const escapes: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

function escape(character: string): string {
  const bytes = Array.from(Buffer.from(character), (byte) => byte.toString(16).padStart(2, '0'));
  return escapes[character] ?? bytes.map((byte) => `\\x${byte}`).join('');
}

/** Keys know no escapes, so a few cannot be written. */
function keyText(key: string): string {
  refuseHalfCharacters(key);
  if (bareText.test(key) && key.toLowerCase() !== 'include') return key;
  const quote = ['"', "'"].find((candidate) => !key.includes(candidate));
  if (quote === undefined || /[\0\ufffd]/.test(key))
    refuse('a key holds both kinds of quotes, a NUL, or U+FFFD');
  return `${quote}${key}${quote}`;
}

function refuseHalfCharacters(text: string): void {
  if (/\p{Surrogate}/u.test(text)) refuse('a text holds half a surrogate pair');
}

function integerText(value: bigint): string {
  if (BigInt.asIntN(64, value) !== value) refuse('an integer does not fit into 64 bits');
  return String(value);
}

/** Floats have a dot and no exponent. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) refuse('a number is not finite');
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isSafeInteger(value)) return String(value);
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e(.+))?$/.exec(
    String(value),
  )!;
  const digits = whole! + fraction;
  const dot = whole!.length + Number(exponent);
  const before = digits.slice(0, Math.max(dot, 0)).padEnd(dot, '0');
  const behind = digits.slice(Math.max(dot, 0)).padStart(digits.length - dot, '0');
  return `${sign}${before === '' ? '0' : before}.${behind === '' ? '0' : behind}`;
}

function timeText(value: Date): string {
  const text = Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (!/^\d{4}-.*\.000Z$/.test(text))
    refuse('a time is not in whole seconds of the years 0 to 9999');
  return text.replace('.000', '');
}

function variableText(name: string): string {
  if (!/^[A-Za-z_]\w*$/.test(name))
    refuse('the name of a variable is not of letters, digits and _');
  return `$${name}`;
}

/** Paths know no escapes either. */
function inclusionPath(path: string): string {
  if (path === '' || /["\\\p{Cc}]/u.test(path))
    refuse('a path to include is empty or has quotes in it');
  return path;
}

function refuse(reason: string): never {
  throw new NatsxError('ERR_CONF_VALUE', `${reason}: a configuration cannot say this`);
}
