/** What an account shares: adding, changing and deleting exports. */
import { parseDuration } from '../base/duration.ts';
import type { AccountClaims } from '../jwt/account-claims.ts';
import type { ExportType } from '../jwt/export-type.ts';
import { newExport, type Export, type SamplingRate, type ServiceLatency } from '../jwt/exports.ts';
import { quoteText } from '../jwt/validation.ts';
import { changeAccount, type AccountChoice } from './change-account.ts';
import { NscError } from './errors.ts';
import type { Report } from './report.ts';
import type { Result } from './result.ts';
import type { Workspace } from './store/workspace.ts';

interface ExportInput extends AccountChoice {
  readonly name?: string | undefined;
  readonly subject?: string | undefined;
  readonly service?: boolean | undefined;
  readonly private?: boolean | undefined;
  /** Where measurements of a service go. */
  readonly latency?: string | undefined;
  /** Percent, or `header`. */
  readonly sampling?: string | undefined;
  readonly responseType?: string | undefined;
  readonly responseThreshold?: string | undefined;
  readonly allowTrace?: boolean | undefined;
}

export interface AddExportInput extends ExportInput {
  readonly accountTokenPosition?: number | undefined;
  readonly advertise?: boolean | undefined;
}

export interface EditExportInput extends ExportInput {
  /** The subject that it is to have. */
  readonly newSubject?: string | undefined;
  readonly rmLatencySampling?: boolean | undefined;
  readonly description?: string | undefined;
  readonly infoUrl?: string | undefined;
}

export async function addExport(workspace: Workspace, input: AddExportInput): Promise<Result> {
  const { subject = '', accountTokenPosition: position = 0 } = input;
  if (subject === '') throw new NscError('ERR_NSC_INPUT', 'a subject is required');
  if (position < 0) {
    const flag = `invalid argument "${position}" for "--account-token-position" flag`;
    throw new NscError('ERR_NSC_INPUT', `${flag}: it must be 1 or more`);
  }
  if (input.private === true && position !== 0) {
    const text = 'account token position is only valid for public exports';
    throw new NscError('ERR_NSC_INPUT', text);
  }
  const type = input.service === true ? 'service' : 'stream';
  refuseServiceFlags(type, input);
  const made: Export = {
    ...newExport(type, subject),
    name: input.name === undefined || input.name === '' ? subject : input.name,
    token_req: input.private ?? false,
    account_token_position: position,
    advertise: input.advertise ?? false,
    allow_trace: input.allowTrace ?? false,
    ...(type === 'service' ? serviceOf(input) : {}),
  };
  const report = await changeAccount(workspace, input, (account) =>
    withExports(account, [...account.nats.exports, made]),
  );
  const visibility = made.token_req ? 'private' : 'public';
  return { report: report.ok(`added ${visibility} ${type} export ${quoteText(made.name)}`) };
}

/** What is not named stays as it is. */
export async function editExport(workspace: Workspace, input: EditExportInput): Promise<Result> {
  let edited: Export | undefined;
  const report = await changeAccount(workspace, input, (account, lines, name) => {
    const before = findExport(account, name, input.subject);
    edited = editOne(before, input, lines);
    const { exports } = account.nats;
    return withExports(
      account,
      exports.map((each) => (each === before ? edited! : each)),
    );
  });
  return { report: report.ok(`edited ${edited!.type} export ${quoteText(edited!.name)}`) };
}

export async function deleteExport(
  workspace: Workspace,
  input: AccountChoice & { readonly subject?: string | undefined },
): Promise<Result> {
  let deleted: Export | undefined;
  const report = await changeAccount(workspace, input, (account, _, name) => {
    deleted = findExport(account, name, input.subject, 'matching');
    return withExports(
      account,
      account.nats.exports.filter((each) => each !== deleted),
    );
  });
  return { report: report.ok(`deleted ${deleted!.type} export ${quoteText(deleted!.subject)}`) };
}

/** The export with that subject, or the only one. */
function findExport(
  { nats }: AccountClaims,
  accountName: string,
  subject: string | undefined,
  word: 'matching' | 'with subject' = 'with subject',
): Export {
  const { exports } = nats;
  if (exports.length === 0) {
    throw new NscError(
      'ERR_NSC_NOT_FOUND',
      `account ${quoteText(accountName)} doesn't have exports`,
    );
  }
  if (subject === undefined || subject === '') {
    if (exports.length === 1) return exports[0]!;
    throw new NscError(
      'ERR_NSC_INPUT',
      word === 'matching' ? 'subject is required' : 'a subject is required',
    );
  }
  const found = exports.find((each) => each.subject === subject);
  if (found !== undefined) return found;
  throw new NscError('ERR_NSC_NOT_FOUND', `no export ${word} ${quoteText(subject)} found`);
}

export function withExports(account: AccountClaims, exports: readonly Export[]): AccountClaims {
  return { ...account, nats: { ...account.nats, exports } };
}

function editOne(before: Export, input: EditExportInput, report: Report): Export {
  const isService = input.service ?? before.type === 'service';
  const type: ExportType = isService ? 'service' : 'stream';
  refuseServiceFlags(type, input, 'allow trace is only applicable to services');
  const { name = before.name, private: isPrivate = before.token_req } = input;
  if (name !== before.name) report.ok(`changed export name to ${name}`);
  if (isPrivate !== before.token_req) {
    const how = isPrivate ? 'private - this will break importers' : 'public';
    if (isPrivate) report.warning(`changed export to be ${how}`);
    else report.ok(`changed export to be ${how}`);
  }
  if (type !== before.type) {
    report.warning(`changed export type to "${type}" - this will break importers`);
  }
  const { description, infoUrl, allowTrace, newSubject: subject = before.subject } = input;
  if (subject !== before.subject) {
    report.warning(`changed subject to ${quoteText(subject)} - this will break importers`);
  }
  if (description !== undefined) report.ok(`changed description to ${quoteText(description)}`);
  if (infoUrl !== undefined) report.ok(`changed info url to ${quoteText(infoUrl)}`);
  if (allowTrace !== undefined) report.ok(`changed allowed trace to ${allowTrace}`);
  return {
    ...before,
    type,
    name,
    subject,
    token_req: isPrivate,
    description: description ?? before.description,
    info_url: infoUrl ?? before.info_url,
    allow_trace: allowTrace ?? before.allow_trace,
    ...(isService ? editService(before, input, report) : NO_SERVICE),
  };
}

const NO_SERVICE = {
  service_latency: undefined,
  response_type: '',
  response_threshold: 0,
} as const;

function editService(before: Export, input: EditExportInput, report: Report): Partial<Export> {
  const { responseType, responseThreshold } = input;
  if (responseType !== undefined) {
    checkResponseType(responseType, 'unknown response type');
    report.ok(`changed response type to ${responseType}`);
  }
  if (responseThreshold !== undefined)
    report.ok(`changed response threshold to ${responseThreshold}`);
  return {
    service_latency: editLatency(before.service_latency, input, report),
    response_type: responseType ?? before.response_type,
    response_threshold:
      responseThreshold === undefined ? before.response_threshold : nanoseconds(responseThreshold),
  };
}

function editLatency(
  before: ServiceLatency | undefined,
  { rmLatencySampling, latency, sampling }: EditExportInput,
  report: Report,
): ServiceLatency | undefined {
  if (rmLatencySampling === true || sampling === '0') {
    const isSet = before !== undefined;
    report.ok(
      isSet ? 'removed latency tracking' : 'no need to remove latency tracking as it was not set',
    );
    return undefined;
  }
  if (latency === undefined && sampling === undefined) return before;
  const results = latency ?? before?.results ?? '';
  if (results === '') throw new NscError('ERR_NSC_INPUT', '--sampling requires --latency');
  const rate = sampling === undefined ? (before?.sampling ?? 'headers') : parseSampling(sampling);
  if (sampling !== undefined && rate !== before?.sampling) {
    report.ok(`changed service latency to ${rate === 'headers' ? rate : `${rate}%`}`);
  }
  if (before !== undefined && before.results !== results) {
    report.ok(`changed service latency subject to ${results}`);
    report.warning('changed latency subject will break consumers of the report');
  }
  return { results, sampling: rate };
}

function serviceOf(input: AddExportInput): Partial<Export> {
  const { latency = '', sampling, responseType = 'Singleton', responseThreshold } = input;
  checkResponseType(responseType);
  if (latency === '' && sampling !== undefined) {
    throw new NscError('ERR_NSC_INPUT', '--sampling requires --latency');
  }
  // As Go's nsc: unless said otherwise, requests are measured whose headers ask for it.
  const rate = sampling === undefined ? 'headers' : parseSampling(sampling);
  return {
    service_latency: latency === '' ? undefined : { results: latency, sampling: rate },
    response_type: responseType,
    response_threshold: responseThreshold === undefined ? 0 : nanoseconds(responseThreshold),
  };
}

function refuseServiceFlags(
  type: ExportType,
  input: ExportInput,
  traceText = 'AllowTrace only valid for service export',
): void {
  if (type === 'service') return;
  if (input.responseType !== undefined) {
    const text = 'response type can only be specified in conjunction with service';
    throw new NscError('ERR_NSC_INPUT', text);
  }
  if (input.responseThreshold !== undefined) {
    throw new NscError('ERR_NSC_INPUT', 'response threshold is only applicable to services');
  }
  if (input.latency !== undefined || input.sampling !== undefined) {
    throw new NscError('ERR_NSC_INPUT', 'latency tracking only permitted for services');
  }
  if (input.allowTrace === true) {
    throw new NscError('ERR_NSC_INPUT', traceText);
  }
}

function checkResponseType(type: string, complaint = 'invalid response type for service:'): void {
  if (['Singleton', 'Stream', 'Chunked'].includes(type)) return;
  throw new NscError('ERR_NSC_INPUT', `${complaint} ${quoteText(type)}`, {
    suggestions: ['known are Singleton, Stream and Chunked'],
  });
}

function parseSampling(text: string): SamplingRate {
  if (/^headers?$/i.test(text)) return 'headers';
  const rate = Number(text);
  if (Number.isInteger(rate) && rate >= 1 && rate <= 100) return rate;
  throw new NscError('ERR_NSC_INPUT', 'sampling percentage needs to be between 1-100');
}

function nanoseconds(text: string): number {
  try {
    return Math.round(parseDuration(text) * 1e6);
  } catch (cause) {
    const flag = `invalid argument ${quoteText(text)} for "--response-threshold" flag`;
    throw new NscError('ERR_NSC_INPUT', `${flag}: ${(cause as Error).message}`, { cause });
  }
}
