/** What accounts share: who imports what under which name, and whether the exporter lets him. */
import { byteString } from '../../base/byte-string.ts';
import { NatsxError } from '../../base/errors.ts';
import { quote } from '../../base/quote.ts';
import { ImportTransform } from '../../subject/import-transform.ts';
import { hasWildcard, isCoveredBy, isValidSubject, overlap } from '../../subject/subject.ts';
import { parseFunction } from '../../subject/transform-function.ts';
import type { GivenAccount } from './accounts.ts';

/** Messages of `account`, by their subject there and here. */
export interface StreamImportTerms {
  readonly account: string;
  readonly subject: string;
  readonly local: string;
  readonly allowTrace: boolean;
}

/** Requests that go to `account`, by their subject there and here. */
export interface ServiceImportTerms {
  readonly account: string;
  readonly subject: string;
  readonly local: string;
  readonly share: boolean;
}

type GivenExport = NonNullable<GivenAccount['exports']>[number];
type GivenImport = NonNullable<GivenAccount['imports']>[number];

/** The imports of streams, local names worked out. */
export function streamImports(imports: readonly GivenImport[]): StreamImportTerms[] {
  return imports.flatMap(({ stream, prefix = '', to = '', allowTrace = false }) => {
    if (stream === undefined) return [];
    const { account = '', subject = '' } = stream;
    const dot = prefix === '' || prefix.endsWith('.') ? '' : '.';
    const local = prefix === '' && to !== '' ? to : `${prefix}${dot}${subject}`;
    return [{ account, subject, local, allowTrace }];
  });
}

/** The imports of services. */
export function serviceImports(imports: readonly GivenImport[]): ServiceImportTerms[] {
  return imports.flatMap(({ service, to = '', share = false }) => {
    if (service === undefined) return [];
    const { account = '', subject = '' } = service;
    return [{ account, subject, local: to === '' ? subject : to, share }];
  });
}

/**
 * What is wrong with the exports and imports of `accounts`, all of which exist: a sentence each, in nats-server's words
 * and order (opts.go, parseAccounts). Cycles are named.
 */
export function sharingProblems(
  accounts: Iterable<readonly [string, GivenAccount]>,
  hasSystemAccount: boolean,
): string[] {
  const given = [...accounts].map(([name, { exports: exported = [], imports = [] }]) => ({
    exported,
    imports,
    sharer: new Sharer(name),
  }));
  const sharers = new Map(given.map(({ sharer }) => [sharer.name, sharer]));
  const problems: string[] = [];
  const attempt = (what: string, subject: string, step: () => void): void => {
    try {
      step();
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      problems.push(`Error adding ${what} ${JSON.stringify(subject)}: ${error.message}`);
    }
  };
  for (const { sharer, exported } of given) {
    for (const each of exported) {
      if (each.stream !== undefined) {
        attempt('stream export', each.stream, () => sharer.exportTo(sharer.streams, each));
      }
    }
  }
  for (const { sharer, exported } of given) {
    for (const each of exported) {
      const { service, latency } = each;
      if (service === undefined) continue;
      attempt('service export', service, () => sharer.exportTo(sharer.services, each));
      if (latency === undefined) continue;
      const { subject: results = '' } = latency;
      if (!hasSystemAccount) {
        attempt('service latency sampling for', service, () => refuse('system account not setup'));
        continue;
      }
      const problem = sharer.latencyProblem(each, results);
      if (problem === undefined) continue;
      problems.push(
        `Error adding service latency sampling for ${JSON.stringify(service)} on subject ${JSON.stringify(results)}: ${problem}`,
      );
    }
  }
  for (const { sharer, imports } of given) {
    for (const each of imports) {
      const [terms] = streamImports([each]);
      const exporter = sharers.get(terms?.account ?? '');
      if (terms === undefined || exporter === undefined) continue;
      attempt('stream import', terms.subject, () =>
        sharer.importStream(exporter, terms, each.prefix),
      );
    }
  }
  for (const { sharer, imports } of given) {
    for (const terms of serviceImports(imports)) {
      const exporter = sharers.get(terms.account);
      if (exporter === undefined) continue;
      attempt('service import', terms.subject, () => sharer.importService(exporter, terms));
    }
  }
  return problems;
}

/** Who may import something. */
interface Approval {
  /** Undefined for everybody. */
  approved: ReadonlySet<string> | undefined;
  /** Token of the subject, from 1 on, that must be the importer's name; 0 for none. */
  position: number;
}

interface Imported {
  readonly exporter: Sharer;
  readonly subject: string;
  readonly local: string;
}

/** An account, as far as sharing goes; subjects are byte strings. */
class Sharer {
  readonly name: string;
  readonly streams = new Map<string, Approval>();
  readonly services = new Map<string, Approval>();
  readonly #streamImports: Imported[] = [];
  readonly #serviceImports: Imported[] = [];

  constructor(name: string) {
    this.name = name;
  }

  exportTo(exported: Map<string, Approval>, each: GivenExport): void {
    const { stream, service = stream, accounts = [], accountTokenPosition: position = 0 } = each;
    const subject = byteString(service ?? '');
    if (position > 0 && subject.split('.')[position - 1] !== '*') refuse('invalid subject');
    const before = exported.get(subject);
    const approved =
      accounts.length === 0
        ? before?.approved
        : new Set([...(before?.approved ?? []), ...accounts]);
    const isSaid = accounts.length > 0 || position > 0;
    exported.set(subject, { approved, position: isSaid ? position : (before?.position ?? 0) });
  }

  latencyProblem({ responseType }: GivenExport, results: string): string | undefined {
    const subject = byteString(results);
    const loops = [...this.services.keys()].some((service) => isCoveredBy(subject, service));
    if (!isValidSubject(subject) || hasWildcard(subject) || loops) return 'invalid publish subject';
    const isSingle = responseType === undefined || responseType === 'singleton';
    return isSingle ? undefined : 'bad service response type';
  }

  importStream(exporter: Sharer, terms: StreamImportTerms, prefix = ''): void {
    const [subject, local] = [byteString(terms.subject), byteString(terms.local)];
    if (!isApproved(exporter.streams, subject, this.name)) refuse('stream import not authorized');
    if (hasWildcard(prefix)) refuse('stream import prefix can not contain wildcard tokens');
    for (const path of [local, subject]) {
      exporter.#followStreams(path, { sharer: this }, new Set([this]));
    }
    checkTransform('stream', terms, () => transformOf(subject, local));
    const isKnown = (each: Imported): boolean =>
      each.exporter === exporter && each.subject === subject;
    if (this.#streamImports.some(isKnown)) refuse('stream import already exists');
    this.#streamImports.push({ exporter, subject, local: localPattern(local) });
  }

  importService(exporter: Sharer, terms: ServiceImportTerms): void {
    const [subject, local] = [byteString(terms.subject), byteString(terms.local)];
    if (!isValidSubject(local) || !isValidSubject(subject)) refuse('invalid subject');
    if (!isApproved(exporter.services, subject, this.name)) refuse('service import not authorized');
    exporter.#followServices(
      hasWildcard(subject) ? localPattern(local) : local,
      { sharer: this },
      new Set([this]),
    );
    const isKnown = (each: Imported): boolean =>
      each.exporter === exporter && each.local === localPattern(local);
    const known = this.#serviceImports.find(isKnown);
    if (known !== undefined) {
      refuse(
        `duplicate service import subject ${quote(local)}, previously used in import for account ${JSON.stringify(exporter.name)}, subject ${quote(known.subject)}`,
      );
    }
    checkTransform('service', terms, () => transformOf(subject, local));
    this.#serviceImports.push({ exporter, subject, local: localPattern(local) });
  }

  /**
   * Looks where messages to `subject` would come from, and refuses what would come round. As nats-server, it takes no
   * account twice, on whatever way: that keeps it short where many import from many.
   */
  #followStreams(subject: string, path: Path, visited: Set<Sharer>): void {
    checkDepth(visited);
    const isExported = [...this.streams.keys()].some((each) => isCoveredBy(subject, each));
    if (isExported) this.#follow(this.#streamImports, 'local', subject, path, visited);
  }

  /** The same for requests: where would they go on to? */
  #followServices(subject: string, path: Path, visited: Set<Sharer>): void {
    checkDepth(visited);
    this.#follow(this.#serviceImports, 'subject', subject, path, visited);
  }

  #follow(
    imports: readonly Imported[],
    side: 'local' | 'subject',
    subject: string,
    path: Path,
    visited: Set<Sharer>,
  ): void {
    const onward = { sharer: this, before: path };
    for (const each of imports) {
      if (!overlap(subject, each[side])) continue;
      const { exporter, local } = each;
      if (visited.has(exporter)) refuseCycle({ sharer: exporter, before: onward });
      visited.add(this);
      const narrower = isCoveredBy(local, subject) ? local : subject;
      if (side === 'local') exporter.#followStreams(narrower, onward, visited);
      else exporter.#followServices(narrower, onward, visited);
    }
  }
}

/** nats-server accounts.go, MaxAccountCycleSearchDepth. */
const MOST_ACCOUNTS = 1024;

function checkDepth(visited: ReadonlySet<Sharer>): void {
  if (visited.size >= MOST_ACCOUNTS) refuse('search cycle depth exhausted');
}

/** The accounts that lead from one to another. A list of them all for each step would cost the square of them. */
interface Path {
  readonly sharer: Sharer;
  readonly before?: Path | undefined;
}

/** `path` ends with the account that was met again; on another way, if it is not on this one. */
function refuseCycle(path: Path): never {
  const names: string[] = [];
  for (let step: Path | undefined = path; step !== undefined; step = step.before) {
    names.unshift(step.sharer.name);
    if (step !== path && step.sharer === path.sharer) break;
  }
  return refuse(`import forms a cycle: ${names.join(' -> ')}`);
}

/** Whether `importer` may have `subject`: by the export of that very name, or else by the first that covers it. */
function isApproved(
  exported: ReadonlyMap<string, Approval>,
  subject: string,
  importer: string,
): boolean {
  if (!isValidSubject(subject)) return false;
  const exact = exported.get(subject);
  const cover = (): Approval | undefined => {
    for (const [each, approval] of exported) if (isCoveredBy(subject, each)) return approval;
    return undefined;
  };
  const approval = exact ?? cover();
  if (approval === undefined) return false;
  const { approved, position } = approval;
  if (position > 0) {
    return exact === undefined && subject.split('.')[position - 1] === byteString(importer);
  }
  return approved?.has(importer) ?? true;
}

function transformOf(subject: string, local: string): void {
  if (hasWildcard(subject) && subject !== local) new ImportTransform(subject, local);
}

function checkTransform(
  what: 'stream' | 'service',
  { subject, local }: StreamImportTerms | ServiceImportTerms,
  make: () => void,
): void {
  try {
    make();
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    const [from, to] = what === 'stream' ? [subject, local] : [local, subject];
    refuse(
      `failed to create mapping transform for ${what} import subject from ${JSON.stringify(from)} to ${JSON.stringify(to)}: ${error.message}`,
    );
  }
}

/** The pattern of the subjects that `local` makes: `a.*` of `a.$1`. */
export function localPattern(local: string): string {
  const star = (token: string): string => {
    try {
      return parseFunction(token) === undefined ? token : '*';
    } catch {
      // Not a function that there is: whoever compiles it says so.
      return token;
    }
  };
  return local.split('.').map(star).join('.');
}

function refuse(text: string): never {
  throw new NatsxError('ERR_SHARING', text);
}
