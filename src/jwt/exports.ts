/** What an account shares with others. */
import { EXPORT_TYPE, nameOfType, type ExportType } from './export-type.ts';
import {
  always,
  flag,
  int64,
  list,
  object,
  optional,
  text,
  uint64,
  whole,
  type Field,
  type Int64,
} from './fields.ts';
import { JwtError } from './errors.ts';
import { INFO, validateInfo, type Info } from './info.ts';
import { writeText } from './json-writer.ts';
import { REVOCATIONS, type Revocations } from './revocations.ts';
import { SubjectOverlaps } from './subject-overlaps.ts';
import { hasWildcards, validateSubject } from './subjects.ts';
import { quoteText, type Issues } from './validation.ts';

/** How often a service is measured: percent of its requests, or those whose headers ask for it. */
export type SamplingRate = number | 'headers';

export interface ServiceLatency {
  /** 1–100, or `headers`. */
  readonly sampling: SamplingRate;
  /** The subject to which measurements go. */
  readonly results: string;
}

export interface Export extends Info {
  readonly name: string;
  readonly subject: string;
  readonly type: ExportType | undefined;
  /** Whether importers need an activation token. */
  readonly token_req: boolean;
  /** Importing accounts whose activations are void. */
  readonly revocations: Revocations;
  /** Of services: `Singleton` (which empty means, too), `Stream` or `Chunked`. */
  readonly response_type: string;
  /** Of services: nanoseconds after which an answer is given up; 0 leaves it to the server. */
  readonly response_threshold: Int64;
  readonly service_latency: ServiceLatency | undefined;
  /** The place, from 1 on, of the wildcard that must be the importing account's key; 0 for none. */
  readonly account_token_position: Int64;
  readonly advertise: boolean;
  /** Of services: whether message traces go on into this account. */
  readonly allow_trace: boolean;
}

/** 0 in JSON is `headers`, and so is nothing. */
const SAMPLING: Field<SamplingRate> = {
  zero: () => 'headers',
  read: (json, path) => {
    if (typeof json === 'string' && json.toLowerCase() === 'headers') return 'headers';
    const rate = whole.read(json, path);
    return rate === 0 ? 'headers' : rate;
  },
  write: (value, path) => {
    if (value === 'headers' || value === 0) return writeText('headers');
    if (value >= 1 && value <= 100) return whole.write(value, path);
    throw new JwtError('ERR_JWT_CLAIM', 'unknown sampling rate');
  },
  isOmitted: () => false,
};

const EXPORT = object<Export>({
  name: text,
  subject: text,
  type: EXPORT_TYPE,
  token_req: flag,
  revocations: REVOCATIONS,
  response_type: text,
  response_threshold: int64,
  service_latency: optional(object<ServiceLatency>({ sampling: SAMPLING, results: always(text) })),
  account_token_position: uint64,
  advertise: flag,
  allow_trace: flag,
  ...INFO,
});

export const EXPORTS: Field<readonly Export[]> = {
  ...list(EXPORT),
  read: (json, path) => {
    if (Array.isArray(json) && json.includes(null)) {
      throw new JwtError('ERR_JWT_CLAIM', 'null export is not allowed');
    }
    return list(EXPORT).read(json, path);
  },
};

/** An export with nothing set but what makes it one. */
export function newExport(type: ExportType, subject: string): Export {
  return { ...EXPORT.zero(), type, subject };
}

export function validateExports(exports: readonly Export[], issues: Issues): void {
  for (const each of exports) validateExport(each, issues);
  const subjectsOf = (areServices: boolean) =>
    exports.filter(({ type }) => (type === 'service') === areServices).map((each) => each.subject);
  validateOverlaps('service', subjectsOf(true), issues);
  validateOverlaps('stream', subjectsOf(false), issues);
}

function validateExport(each: Export, issues: Issues): void {
  const { type, subject } = each;
  const isService = type === 'service';
  if (type === undefined) issues.error(`invalid export type: ${quoteText(nameOfType(type))}`);
  if (isService && !/^(Singleton|Stream|Chunked)?$/.test(each.response_type)) {
    issues.error(`invalid response type for service: ${quoteText(each.response_type)}`);
  }
  if (type === 'stream') {
    if (each.response_type !== '') {
      issues.error(`invalid response type for stream: ${quoteText(each.response_type)}`);
    }
    if (each.allow_trace) issues.error('AllowTrace only valid for service export');
  }
  if (each.service_latency !== undefined) {
    if (!isService) issues.error('latency tracking only permitted for services');
    validateLatency(each.service_latency, issues);
  }
  if (each.response_threshold < 0) issues.error('negative response threshold is invalid');
  if (each.response_threshold > 0 && !isService) {
    issues.error('response threshold only valid for services');
  }
  validateSubject(subject, issues);
  validateTokenPosition(each.account_token_position, subject, issues);
  validateInfo(each, issues);
}

function validateLatency({ sampling, results }: ServiceLatency, issues: Issues): void {
  if (sampling !== 'headers' && sampling !== 0 && (sampling < 1 || sampling > 100)) {
    issues.error('sampling percentage needs to be between 1-100');
  }
  validateSubject(results, issues);
  if (hasWildcards(results)) issues.error('results subject can not contain wildcards');
}

function validateTokenPosition(position: Int64, subject: string, issues: Issues): void {
  if (position <= 0) return;
  if (!hasWildcards(subject)) {
    issues.error(`Account Token Position can only be used with wildcard subjects: ${subject}`);
    return;
  }
  const tokens = subject.split('.');
  const token = tokens[Number(position) - 1];
  if (token === undefined) {
    issues.error(`Account Token Position ${position} exceeds length of subject '${subject}'`);
  } else if (token !== '*') {
    const matched = `matches '${token}' but must match a * in: ${subject}`;
    issues.error(`Account Token Position ${position} ${matched}`);
  }
}

/** Says of each subject that contains others the first that it contains. */
function validateOverlaps(type: ExportType, subjects: readonly string[], issues: Issues): void {
  const overlaps = new SubjectOverlaps();
  const repeated = new Set<string>();
  const seen = new Set<string>();
  for (const subject of subjects) {
    overlaps.add(subject);
    if (seen.has(subject)) repeated.add(subject);
    seen.add(subject);
  }
  const contained = new Map<string, string>();
  for (const subject of subjects) {
    for (const container of overlaps.containing(subject)) {
      if (container === subject && !repeated.has(subject)) continue;
      if (!contained.has(container)) contained.set(container, subject);
    }
  }
  for (const [container, subject] of contained) {
    const both = `${quoteText(container)} already exports ${quoteText(subject)}`;
    issues.error(`${type} export subject ${both}`);
  }
}
