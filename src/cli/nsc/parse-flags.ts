/** Reads command lines as pflag does, with its errors. */
import { NatsxError } from '../../base/errors.ts';
import { parseNumber } from '../../nsc/values/number.ts';
import { didYouMean, nearest } from '../nearest.ts';
import { flagName, type FlagTable, type FlagValues, type NscFlag } from './flag-table.ts';

export interface CommandLine<T extends FlagTable> {
  readonly flags: FlagValues<T>;
  readonly args: readonly string[];
  /** What is to be said about the flags, on stderr. */
  readonly warnings: readonly string[];
}

/** A command line that can't be read. */
export class FlagError extends NatsxError {
  constructor(message: string, suggestions: readonly string[] = []) {
    super('ERR_FLAG', message, { suggestions });
  }
}

export function parseFlags<const T extends FlagTable>(
  table: T,
  argv: readonly string[],
): CommandLine<T> {
  const reading = new Reading(table, argv);
  const { args, warnings } = reading;
  return { flags: reading.values() as FlagValues<T>, args, warnings }; // By the kinds in the table.
}

interface NamedFlag {
  readonly key: string;
  readonly flag: NscFlag;
}

class Reading {
  readonly args: string[] = [];
  readonly warnings: string[] = [];
  readonly #table: FlagTable;
  readonly #rest: string[];
  readonly #values = new Map<string, unknown>();
  readonly #longs = new Map<string, NamedFlag>();
  readonly #shorts = new Map<string, NamedFlag>();

  constructor(table: FlagTable, argv: readonly string[]) {
    this.#table = table;
    this.#rest = [...argv];
    for (const [key, flag] of Object.entries(table)) {
      this.#longs.set(flagName(key, flag), { key, flag });
      for (const name of flag.aliases ?? []) this.#longs.set(name, { key, flag: older(flag) });
      if (flag.short !== undefined) this.#shorts.set(flag.short, { key, flag });
    }
    this.#read();
  }

  values(): Readonly<Record<string, unknown>> {
    const missing = Object.entries(this.#table).filter(
      ([key, { required }]) => required === true && !this.#values.has(key),
    );
    if (missing.length > 0) {
      const names = missing.map(([key, flag]) => `"${flagName(key, flag)}"`).join(', ');
      throw new FlagError(`required flag(s) ${names} not set`);
    }
    return Object.fromEntries(
      Object.entries(this.#table).map(([key, flag]) => [
        key,
        this.#values.get(key) ?? initial(flag),
      ]),
    );
  }

  #read(): void {
    for (;;) {
      const word = this.#rest.shift();
      if (word === undefined) return;
      if (word === '--') {
        this.args.push(...this.#rest);
        return;
      }
      if (word.startsWith('--')) this.#readLong(word);
      else if (word.startsWith('-') && word !== '-') this.#readShorts(word.slice(1), word);
      else this.args.push(word);
    }
  }

  #readLong(word: string): void {
    const [, name = '', text] = /^--([^=]*)(?:=(.*))?$/s.exec(word)!;
    const found = this.#longs.get(name);
    if (found === undefined) {
      const near = nearest(name, this.#longs.keys()).map((each) => `--${each}`);
      throw new FlagError(`unknown flag: --${name}`, didYouMean(near));
    }
    const { deprecated } = found.flag;
    if (deprecated !== undefined && name !== flagName(found.key, found.flag)) {
      this.warnings.push(`Flag --${name} has been deprecated, ${deprecated}`);
    }
    this.#set(
      found,
      `--${name}`,
      text ?? this.#valueFor(found.flag, `flag needs an argument: --${name}`),
    );
  }

  #readShorts(letters: string, word: string): void {
    const letter = letters[0]!;
    const found = this.#shorts.get(letter);
    if (found === undefined) throw new FlagError(`unknown shorthand flag: '${letter}' in ${word}`);
    const name = `-${letter}, --${flagName(found.key, found.flag)}`;
    const behind = letters.slice(1);
    if (behind.startsWith('=')) {
      this.#set(found, name, behind.slice(1));
    } else if (behind !== '' && takesNone(found.flag)) {
      this.#set(found, name, undefined);
      this.#readShorts(behind, word);
    } else if (behind !== '') {
      this.#set(found, name, behind);
    } else {
      this.#set(
        found,
        name,
        this.#valueFor(found.flag, `flag needs an argument: '${letter}' in ${word}`),
      );
    }
  }

  /** The word behind the flag, if it wants one. */
  #valueFor(flag: NscFlag, complaint: string): string | undefined {
    if (takesNone(flag)) return undefined;
    const value = this.#rest.shift();
    if (value === undefined) throw new FlagError(complaint);
    return value;
  }

  #set({ key, flag }: NamedFlag, name: string, text: string | undefined): void {
    const value = text === undefined ? (flag.withoutValue ?? true) : convert(flag, name, text);
    const isList = flag.type === 'texts' || flag.type === 'values';
    const before = (this.#values.get(key) ?? []) as readonly unknown[];
    this.#values.set(key, isList ? [...before, ...(value as readonly unknown[])] : value);
  }
}

/** The flag under an older name, which knows of no value that may be left out. */
function older(flag: NscFlag): NscFlag {
  const copy: { -readonly [Key in keyof NscFlag]: NscFlag[Key] } = { ...flag };
  delete copy.withoutValue;
  return copy;
}

function takesNone({ type, withoutValue }: NscFlag): boolean {
  return type === 'switch' || withoutValue !== undefined;
}

function initial({ type, default: value }: NscFlag): unknown {
  return type === 'texts' || type === 'values' ? [] : value;
}

const TRUTH = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);

function convert({ type }: NscFlag, name: string, text: string): unknown {
  if (type === 'text') return text;
  if (type === 'values') return [text];
  if (type === 'texts') return splitList(text);
  const value =
    type === 'switch' ? TRUTH.get(text) : type === 'integer' ? integer(text) : parseNumber(text);
  if (value !== undefined) return value;
  const wanted =
    type === 'switch'
      ? 'true or false'
      : type === 'integer'
        ? 'a whole number'
        : 'a number, such as 10, 5k or 1GiB';
  throw new FlagError(`invalid argument "${text}" for "${name}" flag: it must be ${wanted}`);
}

function integer(text: string): number | undefined {
  return /^[-+]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A line of comma separated values; quotes keep commas together, as pflag's reader of CSV has it. */
function splitList(text: string): string[] {
  if (text === '') return [];
  const items = text.match(/("(?:[^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  const parts = items.slice(
    0,
    text.endsWith(',') || !items.at(-1) ? items.length - 1 : items.length,
  );
  return parts
    .map((part) => part.replace(/,$/, ''))
    .map((part) => (/^".*"$/s.test(part) ? part.slice(1, -1).replaceAll('""', '"') : part))
    .filter((part) => part !== '');
}
