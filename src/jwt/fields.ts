/**
 * Claims as tables: a type names its fields in the order of the wire, and the table reads them from JSON and writes them
 * as Go does. What is absent or null reads as Go's zero value, and most zero values are not written: to Go, and so here,
 * an absent limit is 0, not "no limit". Unknown fields are passed over, and gone when the claims are encoded again, as
 * with Go's library.
 */
import { JwtError } from './errors.ts';
import { JsonNumber, type JsonObject, type JsonValue } from './json-reader.ts';
import { compareTexts, writeList, writeObject, writeText } from './json-writer.ts';

/** How values of one type are read and written. */
export interface Field<T> {
  /** What an absent field reads as. */
  readonly zero: () => T;
  /** Reads any JSON but null; `path` says where it stands, for errors. */
  readonly read: (json: JsonValue, path: string) => T;
  readonly write: (value: T, path: string) => string;
  /** Whether a value goes without saying (Go's `omitempty`). */
  readonly isOmitted: (value: T) => boolean;
}

/** A field for each property of T; their order is that of the wire. */
export type Fields<T> = { readonly [Name in keyof T]-?: Field<T[Name]> };

/** A whole number of 64 bits: a bigint where a double would not be exact. Both compare with `<` and with each other. */
export type Int64 = number | bigint;

export const text: Field<string> = {
  zero: () => '',
  read: (json, path) => (typeof json === 'string' ? json : refuse(path, 'a string')),
  write: (value, path) => (isString(value) ? writeText(value) : refuse(path, 'a string')),
  isOmitted: (value) => value === '',
};

export const flag: Field<boolean> = {
  zero: () => false,
  read: (json, path) => (typeof json === 'boolean' ? json : refuse(path, 'true or false')),
  write: (value) => (value ? 'true' : 'false'),
  isOmitted: (value) => !value,
};

/** A whole number without loss. */
export const int64: Field<Int64> = exact(-(2n ** 63n), 2n ** 63n - 1n);
/** The same without sign. */
export const uint64: Field<Int64> = exact(0n, 2n ** 64n - 1n);

/**
 * A whole number where a double will do: seconds since 1970, versions, small counts. One beyond 2^53 is rounded, which
 * moves the end of a token by a second in 285 million years.
 */
export const whole: Field<number> = rounded(-(2n ** 63n), 2n ** 63n - 1n);
/** The same from 0 to 255. */
export const byte: Field<number> = rounded(0n, 255n);

/** A list; null in it reads as `item`'s zero value. */
export function list<T>(item: Field<T>): Field<readonly T[]> {
  return {
    zero: () => [],
    read: (json, path) =>
      isList(json)
        ? json.map((each, i) => readOrZero(item, each, `${path}[${i}]`))
        : refuse(path, 'a list'),
    write: (value, path) => writeList(value.map((each, i) => item.write(each, `${path}[${i}]`))),
    isOmitted: (value) => value.length === 0,
  };
}

/** An object whose names are data, for example public keys. */
export function map<T>(item: Field<T>): Field<ReadonlyMap<string, T>> {
  return {
    zero: () => new Map(),
    read: (json, path) => {
      if (!(json instanceof Map)) return refuse(path, 'an object');
      const members = json as JsonObject;
      return new Map(
        Array.from(members, ([name, each]) => [name, readOrZero(item, each, `${path}.${name}`)]),
      );
    },
    write: (value, path) =>
      writeObject(
        Array.from(value)
          .sort(([a], [b]) => compareTexts(a, b))
          .map(([name, each]) => [name, item.write(each, `${path}.${name}`)]),
      ),
    isOmitted: (value) => value.size === 0,
  };
}

/** A value that may be missing (a pointer in Go). */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return {
    zero: () => undefined,
    read: field.read,
    write: (value, path) =>
      value === undefined ? refuse(path, 'present') : field.write(value, path),
    isOmitted: (value) => value === undefined,
  };
}

/** A value that is written even if it is zero. */
export function always<T>(field: Field<T>): Field<T> {
  return { ...field, isOmitted: () => false };
}

/** An object with known fields. It is always written, be it `{}`. `absent` says what absent fields read as, if not zero. */
export function object<T extends object>(
  fields: Fields<T>,
  absent: Partial<T> = {},
): Field<T> & { readonly fields: Fields<T> } {
  const table = Object.entries(fields) as unknown as Table;
  const names = new Map(table.map(([name]) => [fold(name), name]));
  const fieldOf = new Map(table);
  const zero = () => Object.fromEntries(table.map(([name, field]) => [name, field.zero()])) as T;
  return {
    fields,
    zero,
    read: (json, path) => {
      if (!(json instanceof Map)) return refuse(path, 'an object');
      const value: Record<string, unknown> = { ...zero(), ...absent };
      const seen = new Set<string>();
      for (const [spelling, each] of json as JsonObject) {
        // Go's decoder takes `ISS` for `iss`. Of two spellings it takes the last: that is no token to trust.
        const name = names.get(fold(spelling));
        if (name === undefined) continue;
        const place = within(path, name);
        if (seen.has(name)) return refuse(place, 'there once');
        seen.add(name);
        if (each !== null) value[name] = fieldOf.get(name)!.read(each, place);
      }
      return value as T;
    },
    write: (value, path) => writeObject(membersOf(table, value, path)),
    isOmitted: () => false,
  };
}

/** The fields of `value` that are written, in order. */
export function writeFields<T extends object>(
  fields: Fields<T>,
  value: T,
  path: string,
): readonly Member[] {
  return membersOf(Object.entries(fields) as unknown as Table, value, path);
}

/** Some fields of a table, for a type that had fewer. */
export function pick<T, Name extends keyof T>(
  fields: Fields<T>,
  ...names: readonly Name[]
): Fields<Pick<T, Name>> {
  // Object.fromEntries forgets which names there are.
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as unknown as Fields<
    Pick<T, Name>
  >;
}

/** Fails with where and what a claim must be. */
export function refuse(path: string, wanted: string): never {
  throw new JwtError('ERR_JWT_CLAIM', `the claim ${path} must be ${wanted}`);
}

type Member = readonly [name: string, json: string];

// A table of any type: what TypeScript knows of each single field does not survive a loop over all.
type Table = readonly (readonly [string, Field<unknown>])[];

function membersOf(table: Table, value: object, path: string): readonly Member[] {
  const values = value as Readonly<Record<string, unknown>>;
  return table
    .filter(([name, field]) => !field.isOmitted(values[name]))
    .map(([name, field]) => [name, field.write(values[name], within(path, name))]);
}

function readOrZero<T>(field: Field<T>, json: JsonValue, path: string): T {
  return json === null ? field.zero() : field.read(json, path);
}

function within(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** encoding/json's folding: of letters beyond ASCII only the long s and the Kelvin sign have a partner within. */
function fold(name: string): string {
  return name
    .replace(/\u017f/g, 's')
    .replace(/\u212a/g, 'k')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function exact(least: bigint, most: bigint): Field<Int64> {
  const wanted = `a whole number from ${least} to ${most}`;
  const digits = least < 0n ? /^-?[0-9]{1,19}$/ : /^[0-9]{1,20}$/;
  const checked = (number: bigint, path: string) =>
    number >= least && number <= most ? number : refuse(path, wanted);
  return {
    zero: () => 0,
    read: (json, path) => {
      // Go takes neither 1.0 nor 1e0 for a whole number, nor -0 for one without sign.
      const isWhole = json instanceof JsonNumber && digits.test(json.text);
      if (!isWhole) return refuse(path, wanted);
      const number = checked(BigInt(json.text), path);
      return BigInt(Number(number)) === number ? Number(number) : number;
    },
    write: (value, path) => {
      if (typeof value !== 'bigint' && !Number.isInteger(value)) return refuse(path, wanted);
      return String(checked(BigInt(value), path));
    },
    isOmitted: (value) => value === 0 || value === 0n,
  };
}

function rounded(least: bigint, most: bigint): Field<number> {
  const field = exact(least, most);
  return {
    zero: () => 0,
    read: (json, path) => Number(field.read(json, path)),
    // Reading 2^63 - 1 gave 2^63.
    write: (value, path) => field.write(value === Number(most) ? most : value, path),
    isOmitted: (value) => value === 0,
  };
}

function isList(json: JsonValue): json is readonly JsonValue[] {
  return Array.isArray(json);
}

// Claims come from JavaScript, too, where a type is a wish.
function isString(value: unknown): boolean {
  return typeof value === 'string';
}
