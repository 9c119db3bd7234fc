/** Says of a value, by its schema, all that is wrong with it, each by the path of the field. Never what the value is. */
import { editDistance } from '../base/edit-distance.ts';
import { NatsxError } from '../base/errors.ts';
import type { OpenApi, Schema } from './schema.ts';

/** What is wrong with one field, and what to do. */
export interface Problem {
  /** `spec.pod.volumeMounts[0].name` */
  readonly path: string;
  readonly text: string;
}

/** A resource that can't be had as it is written; a line for each thing that is wrong. */
export class ResourceError extends NatsxError {
  /** Its kind and its name. */
  readonly resource: string;
  readonly problems: readonly Problem[];

  constructor(resource: string, problems: readonly Problem[]) {
    super(
      'ERR_RESOURCE',
      problems.map(({ path, text }) => `${resource}: ${path}: ${text}`).join('\n'),
    );
    this.resource = resource;
    this.problems = problems;
  }
}

/** All that is wrong with `value`, in the order of its fields. */
export function check(schema: Schema, value: unknown, path: string): Problem[] {
  return [...problemsOf(schema.openapi, value, path)];
}

function* problemsOf(schema: OpenApi, value: unknown, path: string): Generator<Problem> {
  const wrong = complaint(schema, value);
  if (wrong !== undefined) {
    yield { path, text: wrong };
    return;
  }
  if (isRecord(value)) {
    yield* fieldProblems(schema, value, path);
  } else if (Array.isArray(value)) {
    const { items = {} } = schema;
    for (const [at, item] of value.entries()) yield* problemsOf(items, item, `${path}[${at}]`);
    yield* duplicates(schema, value, path);
  }
}

function* fieldProblems(
  schema: OpenApi,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Generator<Problem> {
  const { properties = {}, additionalProperties, required = [] } = schema;
  for (const name of required) {
    if (value[name] === undefined) {
      const what = properties[name]?.description ?? '';
      yield { path: `${path}.${name}`, text: `is missing: ${lowerFirst(what)} Add it.` };
    }
  }
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (known !== undefined) yield* problemsOf(known, field, `${path}.${name}`);
    else if (schema['x-kubernetes-preserve-unknown-fields'] !== true) {
      yield { path: `${path}.${name}`, text: unknownField(name, Object.keys(properties)) };
    }
  }
}

function* duplicates(schema: OpenApi, value: readonly unknown[], path: string): Generator<Problem> {
  const [key] = schema['x-kubernetes-list-map-keys'] ?? [];
  if (key === undefined) return;
  const seen = new Set<unknown>();
  for (const [at, item] of value.entries()) {
    const name = isRecord(item) ? item[key] : undefined;
    if (seen.has(name))
      yield { path: `${path}[${at}].${key}`, text: 'is there twice; write another.' };
    seen.add(name);
  }
}

function complaint(schema: OpenApi, value: unknown): string | undefined {
  if (value === null) return 'is empty; write a value or remove it.';
  if (schema['x-kubernetes-int-or-string']) {
    return typeof value === 'string' || Number.isInteger(value)
      ? undefined
      : 'must be a text or a whole number.';
  }
  const { type } = schema;
  if (type !== undefined && !isOfType[type](value)) return `must be ${nameOfType[type]}.`;
  if (typeof value === 'number') return numberComplaint(schema, value);
  if (typeof value === 'string') return textComplaint(schema, value);
  if (!Array.isArray(value)) return undefined;
  if (value.length < (schema.minItems ?? 0)) return `must have at least ${schema.minItems}.`;
  return value.length > (schema.maxItems ?? Infinity)
    ? `must have at most ${schema.maxItems}.`
    : undefined;
}

function numberComplaint({ minimum, maximum }: OpenApi, value: number): string | undefined {
  if (value < (minimum ?? -Infinity)) return `must be at least ${minimum}.`;
  return value > (maximum ?? Infinity) ? `must be at most ${maximum}.` : undefined;
}

function textComplaint(schema: OpenApi, value: string): string | undefined {
  const { enum: options, pattern, minLength = 0, maxLength = Infinity, example } = schema;
  if (options !== undefined && !options.includes(value)) {
    return `must be one of ${options.map((option) => JSON.stringify(option)).join(', ')}.`;
  }
  if (value.length < minLength) return 'is empty; write a value or remove it.';
  if (value.length > maxLength) return `must have at most ${maxLength} letters.`;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) {
    return `is not written as it must be; an example is ${example ?? pattern}.`;
  }
  if (schema.format === 'date-time' && Number.isNaN(Date.parse(value))) {
    return `must be a time, such as ${example ?? '"2026-01-31T12:00:00Z"'}.`;
  }
  return undefined;
}

const isOfType: Readonly<Record<NonNullable<OpenApi['type']>, (value: unknown) => boolean>> = {
  object: isRecord,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isSafeInteger,
  number: Number.isFinite,
  boolean: (value) => typeof value === 'boolean',
};

const nameOfType: Readonly<Record<NonNullable<OpenApi['type']>, string>> = {
  object: 'a map of fields',
  array: 'a list',
  string: 'a text: put it in quotes if it looks like a number',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function unknownField(name: string, names: readonly string[]): string {
  const nearest = names
    .map((known) => ({ known, distance: editDistance(plain(name), plain(known)) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const isNear = nearest !== undefined && nearest.distance <= Math.max(1, name.length / 3);
  return isNear
    ? `there is no such field; remove it or write ${nearest.known}.`
    : `there is no such field; remove it.`;
}

/** `write_deadline` and `writeDeadline` are one. */
function plain(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}

function lowerFirst(text: string): string {
  return text.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
