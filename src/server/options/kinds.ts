/** The plain kinds of options: numbers, texts, durations, addresses, and lists and maps of them. */
import { parseDuration } from '../../base/duration.ts';
import { NatsxError } from '../../base/errors.ts';
import type { Kind, Place, Source } from './kind.ts';

/** `yes` or `no`. */
export const boolean: Kind<boolean> = {
  name: 'boolean',
  read: (source) => (source.is('boolean') ? source.value.value : source.expected('a boolean')),
  complete: (given, place) => checked(given, typeof given === 'boolean', 'true or false', place),
};

interface TextRules {
  readonly name?: string;
  /** What is wrong with a text, as a sentence; undefined when nothing is. */
  readonly check?: (text: string) => string | undefined;
}

/** A text; in a file it must be one: `12` is not, `"12"` is. */
export function text({ name = 'text', check }: TextRules = {}): Kind<string> {
  return {
    name,
    read(source) {
      if (!source.is('string')) return source.expected('a string');
      const problem = check?.(source.value.value);
      return problem === undefined ? source.value.value : source.error(problem);
    },
    complete(given, place) {
      const problem = typeof given === 'string' ? check?.(given) : undefined;
      if (problem !== undefined) place.sentence(problem);
      return checked(given, typeof given === 'string', 'a text', place);
    },
  };
}

/** The path of a file or a directory. */
export const path = text({ name: 'path' });

interface IntegerRules {
  readonly name?: string;
  readonly min?: number;
  readonly max?: number;
  /** Whether a file may also say 0; the option's `zeroIsDefault` says what that means. */
  readonly orZero?: true;
  /** What a number in a file says. */
  readonly fromFile?: (number: number) => number;
  /** Of what is too large in a file. */
  readonly tooLarge?: (key: string) => string;
  /** Of what is too small in a file. */
  readonly tooSmall?: (key: string) => string;
}

/** A whole number within bounds. */
export function integer(rules: IntegerRules = {}): Kind<number> {
  const { name = 'integer', min = -Infinity, max = Number.MAX_SAFE_INTEGER, fromFile } = rules;
  return {
    name,
    read(source) {
      if (!source.is('integer')) return source.expected('an integer');
      const number = Number(source.value.value);
      const value = fromFile?.(number) ?? number;
      if (value > max) {
        return source.error(
          rules.tooLarge?.(source.key) ?? `${source.key} must be ${range(min, max)}, not ${number}`,
        );
      }
      if (value < min && !(value === 0 && rules.orZero === true)) {
        return source.error(
          rules.tooSmall?.(source.key) ?? `${source.key} must be ${range(min, max)}, not ${number}`,
        );
      }
      return value;
    },
    complete(given, place) {
      const fits = Number.isSafeInteger(given) && given >= min && given <= max;
      return checked(given, fits, `a whole number ${range(min, max)}`, place);
    },
  };
}

function range(min: number, max: number): string {
  if (max === Number.MAX_SAFE_INTEGER)
    return min === -Infinity ? 'at most 2^53' : `not below ${min}`;
  return `from ${min} to ${max}`;
}

/** A number of bytes; a file may say `64MB`. */
export function size(rules: Omit<IntegerRules, 'name'> = {}): Kind<number> {
  return integer({ ...rules, name: 'size' });
}

const PORT = 'a port from 1 to 65535, or 0 or -1 for a free one';

/** A port; 0 or -1 takes a free one. */
export const port: Kind<number> = {
  name: 'port',
  read(source) {
    if (!source.is('integer')) return source.expected('an integer');
    const number = Number(source.value.value);
    return isPort(number) ? number : source.error(`${source.key} must be ${PORT}, not ${number}`);
  },
  complete: (given, place) => checked(given, isPort(given), PORT, place),
};

export function isPort(number: number): boolean {
  return Number.isInteger(number) && number >= -1 && number <= 65535;
}

/** A longer timer fires at once in Node: 24 days and 20 hours. */
const LONGEST_MS = 2 ** 31 - 1;

interface DurationRules {
  readonly min?: number;
  readonly max?: number;
  /** Whether a file may also say 0; the option's `zeroIsDefault` says what that means. */
  readonly orZero?: true;
  /** Of one that is too short in a file. */
  readonly tooShort?: (ms: number) => string;
  /** Of one that is no duration in a file; by default nats-server's `error parsing KEY: …`. */
  readonly unreadable?: (source: Source, reason: string) => string;
  /** What a plain number in a file is: seconds with a warning, seconds, or nothing. Default 'warned seconds'. */
  readonly numbers?: 'warned seconds' | 'seconds' | 'refused';
}

/** A duration in milliseconds; a file says `"1h30m"`. */
export function duration(rules: DurationRules = {}): Kind<number> {
  const { min = 0, max = LONGEST_MS } = rules;
  const bounds = max === Infinity ? `of at least ${min} ms` : `from ${min} to ${max} ms`;
  return {
    name: 'duration',
    read(source) {
      const ms = readDuration(source, rules);
      if (ms === undefined) return undefined;
      if (ms < min && !(ms === 0 && rules.orZero === true)) {
        return source.error(rules.tooShort?.(ms) ?? `${source.key} must be a duration ${bounds}`);
      }
      return ms > max ? source.error(`${source.key} must be a duration ${bounds}`) : ms;
    },
    complete(given, place) {
      const fits = Number.isFinite(given) && given >= min && given <= max;
      return checked(given, fits, `a duration ${bounds}`, place);
    },
  };
}

/**
 * The `timeout` of authorization and TLS: in a file a duration, or a number of seconds with or without a fraction.
 * Above `highMs` the file is warned of.
 */
export function timeout(what: string, highMs = Infinity): Kind<number> {
  const plain = duration({
    numbers: 'seconds',
    unreadable: (_, reason) => `error parsing ${what}, 'timeout' ${reason}`,
  });
  return {
    ...plain,
    name: 'duration or seconds',
    read(source) {
      const ms = plain.read(source);
      if (ms !== undefined && ms > highMs) source.warn(highTimeout(source, ms));
      return ms;
    },
  };
}

function highTimeout({ value }: Source, ms: number): string {
  const said = 'value' in value ? String(value.value) : '';
  const seconds = (ms / 1000).toFixed(6);
  return `timeout of ${said} (${seconds} seconds) is high, consider keeping it under 60 seconds. possibly caused by unquoted duration; use '1m' instead of 1m, for example`;
}

function readDuration(source: Source, rules: DurationRules): number | undefined {
  const { numbers = 'warned seconds' } = rules;
  if (source.is('string')) {
    try {
      return parseDuration(source.value.value);
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      return source.error(
        rules.unreadable?.(source, error.message) ??
          `error parsing ${source.key}: ${error.message}`,
      );
    }
  }
  if (numbers === 'refused') return source.expected('a duration such as "30s"');
  if (source.is('integer')) {
    // An unquoted 2m is two million: the warning is the only sign of it.
    if (numbers === 'warned seconds') {
      source.warn(`${source.key} should be converted to a duration`);
    }
    return Number(source.value.value) * 1000;
  }
  if (numbers === 'seconds' && source.is('float')) return source.value.value * 1000;
  return source.expected('a duration such as "30s"');
}

/** Where something listens. */
export interface ListenAddress {
  /** Empty: all addresses, or what the block says. */
  readonly host: string;
  readonly port: number;
}

/** `4222`, `127.0.0.1:4222`, `[::1]:4222`, `:4222`. */
export const listenAddress: Kind<ListenAddress, Partial<ListenAddress>> = {
  name: 'port or host:port',
  read(source) {
    if (source.is('integer')) {
      const number = Number(source.value.value);
      return isPort(number)
        ? { host: '', port: number }
        : source.error(`${source.key} must be ${PORT}, not ${number}`);
    }
    if (!source.is('string')) return source.expected('port or host:port');
    const [, bracketed, plain, digits] =
      /^(?:\[([^[\]]*)\]|([^:[\]]*)):(.*)$/.exec(source.value.value) ?? [];
    if (digits === undefined) {
      return source.error(`could not parse address string ${JSON.stringify(source.value.value)}`);
    }
    if (!/^[+-]?\d+$/.test(digits)) {
      return source.error(`could not parse port ${JSON.stringify(digits)}`);
    }
    const number = Number(digits);
    if (!isPort(number)) return source.error(`${source.key} must be ${PORT}, not ${number}`);
    return { host: bracketed ?? plain ?? '', port: number };
  },
  complete(given, place) {
    return {
      host: text().complete(given.host ?? '', place.in('host')),
      port: port.complete(given.port ?? 0, place.in('port')),
    };
  },
};

/** One of a few words. */
export function oneOf<const Word extends string>(
  words: readonly Word[],
  rules: {
    /** Other spellings in a file, in small letters. */
    readonly spellings?: Readonly<Record<string, Word>>;
    /** Of another word in a file. */
    readonly unknown?: (source: Source, word: string) => string;
  } = {},
): Kind<Word> {
  const list = words.map((word) => JSON.stringify(word)).join(', ');
  return {
    name: words.map((word) => `"${word}"`).join(' or '),
    read(source) {
      if (!source.is('string')) return source.expected(`one of ${list}`);
      const word = source.value.value;
      const found = words.find((each) => each === word) ?? rules.spellings?.[word.toLowerCase()];
      return (
        found ??
        source.error(rules.unknown?.(source, word) ?? `${source.key} must be one of ${list}`)
      );
    },
    complete: (given, place) => checked(given, words.includes(given), `one of ${list}`, place),
  };
}

interface ListRules {
  /** Whether one value alone stands for a list of one. */
  readonly single?: boolean;
}

/** A list. */
export function list<Value, Given>(
  item: Kind<Value, Given>,
  { single = false }: ListRules = {},
): Kind<readonly Value[], readonly Given[]> {
  return {
    name: single ? `${item.name} or list of it` : `list of ${item.name}`,
    read(source) {
      if (source.is('array')) {
        const items = source.items().map((each) => item.read(each));
        return items.filter((each) => each !== undefined);
      }
      if (!single) return source.expected('an array');
      const one = item.read(source);
      return one === undefined ? undefined : [one];
    },
    complete(given, place) {
      if (!Array.isArray(given)) return checked([], false, 'an array', place);
      return given.map((each: Given, at) => item.complete(each, place.in(at)));
    },
  };
}

interface MapRules {
  /** What is wrong with a key, as a sentence. */
  readonly checkKey?: (key: string) => string | undefined;
}

/** A map whose keys are the user's. */
export function map<Value, Given>(
  item: Kind<Value, Given>,
  { checkKey }: MapRules = {},
): Kind<Readonly<Record<string, Value>>, Readonly<Record<string, Given>>> {
  return {
    name: `map of ${item.name}`,
    read(source) {
      if (!source.is('map')) return source.expected('a map');
      const entries: [string, Given][] = [];
      for (const entry of source.entries()) {
        const problem = checkKey?.(entry.key);
        const value: Given | undefined =
          problem === undefined ? item.read(entry) : entry.error(problem);
        if (value !== undefined) entries.push([entry.key, value]);
      }
      return Object.fromEntries(entries);
    },
    complete(given, place) {
      if (typeof given !== 'object') return checked({}, false, 'an object', place);
      const entries = Object.entries(given).map(([key, value]): [string, Value] => {
        const problem = checkKey?.(key);
        if (problem !== undefined) place.sentence(problem);
        return [key, item.complete(value, place.in(key))];
      });
      return Object.fromEntries(entries);
    },
  };
}

/** Whether `given` fits: JavaScript callers, and those who cast, are told in the end. */
function checked<Value>(given: Value, fits: boolean, expected: string, place: Place): Value {
  if (!fits) place.error(`must be ${expected}${shown(given)}`);
  return given;
}

/** Numbers and booleans are shown; a text may be a secret. */
function shown(given: unknown): string {
  return typeof given === 'number' || typeof given === 'boolean' ? `, not ${String(given)}` : '';
}
