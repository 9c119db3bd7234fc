/** What an account imports by its JWT: that which the exporters' JWTs let it have. */
import { byteString } from '../../base/byte-string.ts';
import { NatsxError } from '../../base/errors.ts';
import type { Import } from '../../jwt/index.ts';
import { ImportTransform } from '../../subject/import-transform.ts';
import { hasWildcard, isValidSubject } from '../../subject/subject.ts';
import { localPattern } from '../options/sharing.ts';
import type { Account, ServiceImportSettings } from './account.ts';
import type { Activations, Permit } from './activation.ts';
import type { ExportTerms } from './exports.ts';
import { serviceCycle, streamCycle } from './import-cycles.ts';
import { StreamImport } from './stream-import.ts';

export interface ClaimedImports {
  readonly streams: readonly StreamImport[];
  readonly services: readonly ServiceImportSettings[];
  /** Which of the imports were made, a digit for each in their order: equal where nothing has changed. */
  readonly made: string;
  /** When to look again, because the time of an activation is over then: in ms since 1970, Infinity for never. */
  readonly untilMs: number;
}

export interface ImportJudge {
  readonly activations: Activations;
  /** The account with this key, if it may be imported from now. */
  exporterOf(accountKey: string): Account | undefined;
  /** Told of each import that is not made although there is the exporter, and why. */
  refused(each: Import, why: string): void;
}

/** The imports of `importer` that can be made now. */
export function claimedImports(
  importer: Account,
  imports: readonly Import[],
  judge: ImportJudge,
): ClaimedImports {
  const streams: StreamImport[] = [];
  const services: ServiceImportSettings[] = [];
  let made = '';
  let untilMs = Infinity;
  for (const each of imports) {
    const exporter = judge.exporterOf(each.account);
    let problem: string | undefined = 'account missing';
    if (exporter !== undefined) {
      const permit = permitFor(exporter, importer, each, judge.activations);
      untilMs = Math.min(untilMs, permit.untilMs);
      if (!permit.isAllowed) problem = `${each.type} import not authorized`;
      else if (each.type === 'stream') problem = addStream(streams, importer, exporter, each);
      else problem = addService(services, importer, exporter, each);
      if (problem !== undefined) judge.refused(each, problem);
    }
    made += problem === undefined ? '1' : '0';
  }
  return { streams, services, made, untilMs };
}

/** The subject that the exporter has, and what it is called in the importer. */
function namesOf({ type, subject, to, local_subject: local }: Import): {
  readonly there: string;
  readonly here: string;
} {
  if (local !== '') return { there: subject, here: local };
  if (to === '') return { there: subject, here: subject };
  // The old field: a prefix for streams, and for services the subject there.
  if (type === 'service') return { there: to, here: subject };
  return { there: subject, here: `${to}${to.endsWith('.') ? '' : '.'}${subject}` };
}

function addStream(
  streams: StreamImport[],
  importer: Account,
  exporter: Account,
  each: Import,
): string | undefined {
  if (each.local_subject === '' && hasWildcard(each.to)) {
    return 'stream import prefix can not contain wildcard tokens';
  }
  const { there, here } = namesOf(each);
  const exported = byteString(there);
  const cycle =
    streamCycle(importer, exporter, byteString(here)) ?? streamCycle(importer, exporter, exported);
  if (cycle !== undefined) return cycle;
  if (streams.some((other) => other.exporter === exporter && other.exported === exported)) {
    return 'stream import already exists';
  }
  const terms = {
    account: exporter.name,
    subject: there,
    local: here,
    allowTrace: each.allow_trace,
  };
  return problemOf(() => streams.push(new StreamImport(exporter, terms)));
}

function addService(
  services: ServiceImportSettings[],
  importer: Account,
  exporter: Account,
  each: Import,
): string | undefined {
  const { there, here } = namesOf(each);
  const [subject, local] = [byteString(there), byteString(here)];
  if (!isValidSubject(subject) || !isValidSubject(local)) return 'invalid subject';
  const pattern = localPattern(local);
  const cycle = serviceCycle(importer, exporter, hasWildcard(subject) ? pattern : local);
  if (cycle !== undefined) return cycle;
  const known = services.find(
    (other) => other.exporter === exporter && localPattern(other.local) === pattern,
  );
  if (known !== undefined) {
    return `duplicate service import subject ${JSON.stringify(here)}, previously used in import for account ${JSON.stringify(exporter.name)}, subject ${JSON.stringify(known.subject)}`;
  }
  const problem = problemOf(() => {
    if (hasWildcard(subject) && subject !== local) new ImportTransform(subject, local);
  });
  if (problem === undefined) services.push({ exporter, subject, local, share: each.share });
  return problem;
}

function problemOf(step: () => unknown): string | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof NatsxError) return error.message;
    throw error;
  }
}

const ALLOWED: Permit = { isAllowed: true, untilMs: Infinity };
const REFUSED: Permit = { isAllowed: false, untilMs: Infinity };

/** nats-server accounts.go, checkAuth. */
function permitFor(
  exporter: Account,
  importer: Account,
  each: Import,
  activations: Activations,
): Permit {
  const subject = byteString(namesOf(each).there);
  if (!isValidSubject(subject)) return REFUSED;
  const terms = termsFor(exporter, each, subject);
  if (terms === undefined) return REFUSED;
  const { accountTokenPosition: position } = terms;
  if (position > 0) {
    // An import of the very pattern would be of all accounts' subjects.
    const isPattern = byteString(terms.stream ?? terms.service ?? '') === subject;
    const isOwn = subject.split('.')[position - 1] === importer.name;
    return !isPattern && isOwn ? ALLOWED : REFUSED;
  }
  return terms.needsActivation === true
    ? activations.permit(exporter, importer, each, terms)
    : ALLOWED;
}

function termsFor(
  { exports }: Account,
  { type }: Import,
  subject: string,
): ExportTerms | undefined {
  return type === 'stream' ? exports.streamFor(subject) : exports.serviceFor(subject);
}
