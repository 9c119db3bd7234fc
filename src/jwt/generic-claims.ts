/** Claims of any other type: a free object, as tools send each other requests in. */
import { COMMON_CLAIMS, commonClaims, VERSION, type TypedClaims } from './claims.ts';
import { object, refuse, type Field } from './fields.ts';
import { JsonNumber, type JsonValue } from './json-reader.ts';
import { compareTexts, writeDouble, writeList, writeObject, writeText } from './json-writer.ts';

/** JSON; numbers are doubles, as in Go. */
export type GenericValue =
  null | boolean | number | string | readonly GenericValue[] | GenericObject;

export interface GenericObject {
  readonly [name: string]: GenericValue;
}

/** Here `nats.type` is whatever the issuer calls it, or missing; it must be none of the other types. */
export type GenericClaims = TypedClaims<'generic', GenericObject>;

/** Objects are written sorted by name. */
export const GENERIC: Field<GenericObject> = {
  zero: () => ({}),
  read: (json, path) => (json instanceof Map ? readObject(json, path) : refuse(path, 'an object')),
  write: (value, path) => writeValue(value, path),
  isOmitted: (value) => Object.keys(value).length === 0,
};

/** All of generic claims but their type. */
export const GENERIC_ENVELOPE = object({ ...COMMON_CLAIMS, nats: GENERIC });

/** Claims about anything; `sub` must not be empty. */
export function newGenericClaims(sub: string, nats: GenericObject = {}): GenericClaims {
  return { ...commonClaims(sub), type: 'generic', nats };
}

/** The body as it is written. */
export function withVersion(nats: GenericObject): GenericObject {
  return { ...nats, version: VERSION };
}

function readObject(members: ReadonlyMap<string, JsonValue>, path: string): GenericObject {
  // fromEntries defines what it is given, `__proto__` too, where an assignment would not.
  return Object.fromEntries(
    Array.from(members, ([name, value]) => [name, readValue(value, `${path}.${name}`)]),
  );
}

function readValue(json: JsonValue, path: string): GenericValue {
  if (json instanceof JsonNumber) {
    const number = Number(json.text);
    return Number.isFinite(number) ? number : refuse(path, 'a number that a double holds');
  }
  if (json instanceof Map) return readObject(json as ReadonlyMap<string, JsonValue>, path);
  if (Array.isArray(json)) {
    return (json as readonly JsonValue[]).map((each, i) => readValue(each, `${path}[${i}]`));
  }
  return json as null | boolean | string; // What is left of JSON.
}

function writeValue(value: GenericValue, path: string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'number') {
    return Number.isFinite(value) ? writeDouble(value) : refuse(path, 'a finite number');
  }
  if (typeof value !== 'object') return refuse(path, 'JSON');
  if (isList(value)) return writeList(value.map((each, i) => writeValue(each, `${path}[${i}]`)));
  const members = Object.entries(value).sort(([a], [b]) => compareTexts(a, b));
  return writeObject(members.map(([name, each]) => [name, writeValue(each, `${path}.${name}`)]));
}

function isList(value: readonly GenericValue[] | GenericObject): value is readonly GenericValue[] {
  return Array.isArray(value);
}
