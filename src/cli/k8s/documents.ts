/** Files of YAML or JSON, as kubectl takes them: documents one after the other, each with where it stands. */
import { readFileSync } from 'node:fs';
import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { NatsxError } from '../../base/errors.ts';
import { systemErrorText } from '../../base/system-error.ts';
import { isRecord, ResourceError } from '../../k8s-operator/check.ts';
import { stepsOf } from '../../k8s-operator/field-path.ts';
import type { Manifest } from '../../k8s-operator/kubernetes.ts';
import type { Surroundings } from '../surroundings.ts';

export interface ReadDocument {
  readonly value: Readonly<Record<string, unknown>>;
  /** `cluster.yaml:12`, where the field is, or as far as there is something on the way to it. */
  readonly place: (path?: string) => string;
}

/** A resource of Kubernetes, with where it stands. */
export interface ReadResource {
  readonly resource: Manifest;
  readonly place: (path?: string) => string;
}

/** The documents of `files`, of which `-` is the input. */
export async function readDocuments(
  files: readonly string[],
  io: Surroundings,
): Promise<ReadDocument[]> {
  const documents: ReadDocument[] = [];
  for (const file of files) {
    const text = file === '-' ? Buffer.from(await io.readInput()).toString() : readText(file);
    documents.push(...parseDocuments(file === '-' ? 'stdin' : file, text));
  }
  return documents;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new NatsxError('ERR_FILE', `${file} can't be read: ${systemErrorText(cause)}`, { cause });
  }
}

/** Of what stands in `file`; throws a NatsxError with a line for each thing that is no YAML. */
export function parseDocuments(file: string, text: string): ReadDocument[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter,
    prettyErrors: false,
    logLevel: 'error',
  });
  if ('empty' in documents) return [];
  const lineAt = (offset: number): string => `${file}:${lineCounter.linePos(offset).line}`;
  const errors = documents.flatMap((document) => document.errors);
  if (errors.length > 0) {
    const lines = errors.map(({ pos, message }) => `${lineAt(pos[0])}: ${message}`);
    throw new NatsxError('ERR_YAML', lines.join('\n'));
  }
  return documents.flatMap((document) => readDocument(document, lineAt));
}

function readDocument(document: Document, lineAt: (offset: number) => string): ReadDocument[] {
  const begin = lineAt(offsetOf(document, []));
  const value = valueOf(document, begin);
  if (value === null || value === undefined) return [];
  if (!isRecord(value)) {
    throw new NatsxError('ERR_YAML', `${begin}: must be a map of fields`);
  }
  const place = (path = ''): string => lineAt(offsetOf(document, stepsOf(path, value)));
  return [{ value, place }];
}

function valueOf(document: Document, place: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (cause) {
    // Aliases that grow without measure.
    throw new NatsxError('ERR_YAML', `${place}: ${(cause as Error).message}`, { cause });
  }
}

/** Where a value begins; of what is not there, what is around it. */
function offsetOf(document: Document, steps: readonly (string | number)[]): number {
  for (let length = steps.length; length > 0; length--) {
    const node = document.getIn(steps.slice(0, length), true);
    const range: unknown = isRecord(node) ? node['range'] : undefined;
    if (Array.isArray(range) && typeof range[0] === 'number') return range[0];
  }
  return document.contents?.range?.[0] ?? document.range?.[0] ?? 0;
}

/** The resources of documents, those of lists too; throws a NatsxError for what is none. */
export function resourcesOf(documents: readonly ReadDocument[]): ReadResource[] {
  return documents.flatMap(({ value, place }) => {
    if (value['kind'] !== 'List') return [readResource(value, place)];
    const items = Array.isArray(value['items']) ? (value['items'] as unknown[]) : [];
    return items.map((item, at) =>
      readResource(item, (path = '') => place(`items[${at}]${path === '' ? '' : `.${path}`}`)),
    );
  });
}

function readResource(value: unknown, place: ReadResource['place']): ReadResource {
  const refuse = (text: string): never => {
    throw new NatsxError('ERR_RESOURCE', `${place()}: ${text}`);
  };
  if (!isRecord(value)) return refuse('must be a map of fields');
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string')
    return refuse('is no resource of Kubernetes: it has no apiVersion and kind');
  if (!isRecord(metadata) || typeof metadata['name'] !== 'string')
    return refuse(`is a ${kind} without metadata.name; add it`);
  return { resource: value as Manifest, place }; // It has all that a Manifest must have.
}

/** The error with the places of the fields that it is about, or itself. */
export function located(error: unknown, resources: readonly ReadResource[]): unknown {
  if (!(error instanceof ResourceError)) return error;
  const found = resources.find(
    ({ resource: { kind, metadata } }) => error.resource === `${kind} ${metadata.name}`,
  );
  if (found === undefined) return error;
  const lines = error.problems.map(
    ({ path, text }) => `${found.place(path)}: ${error.resource}: ${path}: ${text}`,
  );
  return new NatsxError(error.code, lines.join('\n'), { cause: error });
}
