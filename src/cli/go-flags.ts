/**
 * Command lines as Go's `flag` package reads them: `-name` and `--name` are the same, a value follows after `=` or as
 * the next argument, a boolean takes only `=value`, and the first argument that is no flag ends the flags.
 *
 * The programs that mirror Go tools (`nk`, `nats-sub`, `natsx-server` …) describe their flags in one table, used by the
 * program itself, which must start fast and never loads oclif, and by the oclif command of the same name.
 */
import { NatsxError } from '../base/errors.ts';
import { quote } from '../base/quote.ts';
import { didYouMean, nearest } from './nearest.ts';

export interface GoFlag {
  readonly type: 'boolean' | 'string' | 'integer';
  readonly description: string;
  /** What the usage text shows for the value, for example `file`. */
  readonly value?: string;
  /** Other names of the same flag. */
  readonly aliases?: readonly string[];
  readonly default?: boolean | string | number;
  /** Whether every occurrence counts, in order: the value is then a list. */
  readonly multiple?: boolean;
  /** The values that are taken; any other is refused. */
  readonly options?: readonly string[];
}

export type GoFlagTable = Readonly<Record<string, GoFlag>>;

type Scalar<F extends GoFlag> = F['type'] extends 'boolean'
  ? boolean
  : F['type'] extends 'integer'
    ? number
    : string;

/** The values a table gives: a flag with a default (booleans have `false`) is never undefined. */
export type GoFlagValues<T extends GoFlagTable> = {
  [K in keyof T]: T[K] extends { multiple: true }
    ? Scalar<T[K]>[]
    : T[K] extends { default: boolean | string | number } | { type: 'boolean' }
      ? Scalar<T[K]>
      : Scalar<T[K]> | undefined;
};

export interface GoCommandLine<T extends GoFlagTable> {
  readonly flags: GoFlagValues<T>;
  /** What follows the flags. */
  readonly args: string[];
  /** The flags that were given, under their main names. */
  readonly given: ReadonlySet<keyof T & string>;
}

/** A command line that can't be read; `message` is the text of Go's flag package. `help` stands for `-h`/`-help`. */
export class GoFlagError extends NatsxError {
  readonly help: boolean;

  constructor(message: string, help = false, suggestions: readonly string[] = []) {
    super('ERR_FLAG', message, { suggestions });
    this.help = help;
  }
}

/** Reads `argv` by `table`. Throws GoFlagError; `-h`, `-help` do too unless the table has them. */
export function parseGoFlags<const T extends GoFlagTable>(
  table: T,
  argv: readonly string[],
): GoCommandLine<T> {
  const names = mainNames(table);
  const flags: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(table)) flags[name] = initial(flag);
  const given = new Set<string>();
  let at = 0;
  while (at < argv.length) {
    const word = argv[at]!;
    if (word.length < 2 || !word.startsWith('-')) break;
    at++;
    if (word === '--') break;
    const { name, text } = split(word);
    const main = names.get(name);
    if (main === undefined) {
      if (name === 'h' || name === 'help') throw new GoFlagError('flag: help requested', true);
      throw unknownFlag(name, names.keys());
    }
    const flag = table[main]!;
    let value = text;
    if (value === undefined && flag.type !== 'boolean') {
      if (at >= argv.length) throw new GoFlagError(`flag needs an argument: -${name}`);
      value = argv[at++]!;
    }
    const converted = convert(name, flag, value ?? 'true');
    if (flag.multiple) (flags[main] as unknown[]).push(converted);
    else flags[main] = converted;
    given.add(main);
  }
  return { flags: flags as GoFlagValues<T>, args: argv.slice(at), given };
}

function unknownFlag(name: string, known: Iterable<string>): GoFlagError {
  const near = nearest(name, known).map((each) => (each.length > 1 ? `--${each}` : `-${each}`));
  return new GoFlagError(`flag provided but not defined: -${name}`, false, didYouMean(near));
}

/** Every name of the table, aliases too, with its main name. */
export function mainNames(table: GoFlagTable): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, flag] of Object.entries(table)) {
    for (const each of [name, ...(flag.aliases ?? [])]) names.set(each, name);
  }
  return names;
}

function initial(flag: GoFlag): unknown {
  if (flag.multiple) return [];
  return flag.default ?? (flag.type === 'boolean' ? false : undefined);
}

function split(word: string): { name: string; text: string | undefined } {
  const body = word.slice(word.startsWith('--') ? 2 : 1);
  if (body === '' || body.startsWith('-') || body.startsWith('=')) {
    throw new GoFlagError(`bad flag syntax: ${word}`);
  }
  const equals = body.indexOf('=');
  if (equals < 0) return { name: body, text: undefined };
  return { name: body.slice(0, equals), text: body.slice(equals + 1) };
}

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

function convert(name: string, flag: GoFlag, text: string): boolean | string | number {
  if (flag.type === 'boolean') {
    if (TRUE.has(text)) return true;
    if (FALSE.has(text)) return false;
    throw new GoFlagError(`invalid boolean value ${goQuote(text)} for -${name}: parse error`);
  }
  const invalid = (reason: string) =>
    new GoFlagError(`invalid value ${goQuote(text)} for flag -${name}: ${reason}`);
  if (flag.type === 'integer') {
    const number = parseGoInteger(text);
    if (number === undefined) throw invalid('parse error');
    if (BigInt.asIntN(64, number) !== number) throw invalid('value out of range');
    return Number(number);
  }
  if (flag.options !== undefined && !flag.options.includes(text)) {
    throw invalid(`must be one of ${flag.options.join(', ')}`);
  }
  return text;
}

// strconv.ParseInt with base 0: Go's literals, `0x1f` and `1_000` too, and `010` is eight.
const INTEGER = /^[+-]?(?:0x(?:_?[\da-f])+|0b(?:_?[01])+|0o?(?:_?[0-7])+|0|[1-9](?:_?\d)*)$/i;

function parseGoInteger(text: string): bigint | undefined {
  if (!INTEGER.test(text)) return undefined;
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '');
  const number = BigInt(digits.replace(/^0(?=\d)/, '0o'));
  return text.startsWith('-') ? -number : number;
}

/** A text as Go's %q shows it. */
function goQuote(text: string): string {
  return Buffer.from(quote(Buffer.from(text).toString('latin1')), 'latin1').toString();
}
