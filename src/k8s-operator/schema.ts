/**
 * One description of a resource serves four: the CRD that an API server checks by (OpenAPI v3, structural), the check
 * that works without one (`check.ts`), the TypeScript type, and the tables of the reference.
 */

/** The part of OpenAPI v3 that a structural schema of a CRD has and we use. */
export interface OpenApi {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly description?: string;
  readonly example?: string;
  readonly properties?: Readonly<Record<string, OpenApi>>;
  readonly additionalProperties?: OpenApi;
  readonly required?: readonly string[];
  readonly items?: OpenApi;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly 'x-kubernetes-int-or-string'?: true;
  readonly 'x-kubernetes-preserve-unknown-fields'?: true;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'map' | 'set';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

/** A schema, and by `T` the type of what it lets through. */
export interface Schema<T = unknown> {
  readonly openapi: OpenApi;
  /** Never there: carries the type. */
  readonly value?: T;
}

export type TypeOf<S> = S extends Schema<infer T> ? T : never;

type Fields = Readonly<Record<string, Schema>>;

/** The fields named in `R` are there, the others may be. */
type ObjectOf<F extends Fields, R extends keyof F> = {
  readonly [K in R]: TypeOf<F[K]>;
} & { readonly [K in Exclude<keyof F, R>]?: TypeOf<F[K]> };

/** Patterns must mean the same to JavaScript and to Go's RE2, by which the API server matches. */
interface TextRules {
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
}

/** `example` stands in the message about a text that is not written as `rules` have it. */
export function text(description: string, example = '', rules: TextRules = {}): Schema<string> {
  const shown = example === '' ? {} : { example };
  return { openapi: { type: 'string', description, ...shown, ...rules } };
}

/** One of `options`. */
export function choice<const O extends readonly string[]>(
  description: string,
  options: O,
): Schema<O[number]> {
  return { openapi: { type: 'string', description, enum: options } };
}

export function integer(
  description: string,
  rules: { readonly minimum?: number; readonly maximum?: number; readonly format?: string } = {},
): Schema<number> {
  return { openapi: { type: 'integer', description, ...rules } };
}

export function decimal(
  description: string,
  rules: { readonly minimum?: number } = {},
): Schema<number> {
  return { openapi: { type: 'number', description, ...rules } };
}

export function flag(description: string): Schema<boolean> {
  return { openapi: { type: 'boolean', description } };
}

/** An amount as Kubernetes writes it: `500m`, `1Gi`, 2. */
export function quantity(description: string): Schema<string | number> {
  return { openapi: { description, 'x-kubernetes-int-or-string': true } };
}

export function list<T>(
  item: Schema<T>,
  description: string,
  rules: { readonly minItems?: number; readonly maxItems?: number } = {},
): Schema<readonly T[]> {
  return { openapi: { type: 'array', description, items: item.openapi, ...rules } };
}

/** A list in which `key` tells the items apart: the API server refuses two with the same. */
export function keyedList<T>(
  item: Schema<T>,
  key: keyof T & string,
  description: string,
): Schema<readonly T[]> {
  const keyed = {
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': [key],
  } as const;
  return { openapi: { ...list(item, description).openapi, ...keyed } };
}

export function map<T>(value: Schema<T>, description: string): Schema<Readonly<Record<string, T>>> {
  return { openapi: { type: 'object', description, additionalProperties: value.openapi } };
}

export function object<const F extends Fields, const R extends keyof F & string = never>(
  description: string,
  fields: F,
  required: readonly R[] = [],
): Schema<ObjectOf<F, R>> {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, { openapi }]) => [name, openapi]),
  );
  const must = required.length === 0 ? {} : { required };
  return { openapi: { type: 'object', description, properties, ...must } };
}

/** A type of Kubernetes, `T` as far as we look into it; the API server that makes the object of it checks it. */
export function foreign<T extends object>(description: string): Schema<T> {
  return {
    openapi: { type: 'object', description, 'x-kubernetes-preserve-unknown-fields': true },
  };
}

/** A type of Kubernetes of which we look into `fields`; what else there is, is kept. */
export function partly<const F extends Fields, const R extends keyof F & string = never>(
  description: string,
  fields: F,
  required: readonly R[] = [],
): Schema<ObjectOf<F, R> & Readonly<Record<string, unknown>>> {
  const { openapi } = object(description, fields, required);
  return { openapi: { ...openapi, 'x-kubernetes-preserve-unknown-fields': true } };
}
