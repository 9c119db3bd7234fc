/** What an account takes from others. */
import type { ActivationClaims } from './activation-claims.ts';
import { validateActivation } from './activation-claims.ts';
import { EXPORT_TYPE, nameOfType, type ExportType } from './export-type.ts';
import { JwtError } from './errors.ts';
import { flag, list, object, text, type Field } from './fields.ts';
import { SubjectOverlaps } from './subject-overlaps.ts';
import { isContainedIn, validateRenaming, validateSubject, withoutReferences } from './subjects.ts';
import { quoteText, type Issues } from './validation.ts';

export interface Import {
  readonly name: string;
  /** The exporter's subject: of a stream the one it publishes to, of a service the one it listens to. */
  readonly subject: string;
  /** The exporter's public key. */
  readonly account: string;
  /** An activation JWT, where the export wants one. */
  readonly token: string;
  /** Deprecated: a prefix for streams; for services the exporter's subject, `subject` then being ours. */
  readonly to: string;
  /** The subject in this account, if it is another; `$1` or `*` stand for the wildcards of `subject`. */
  readonly local_subject: string;
  readonly type: ExportType | undefined;
  /** Of services: whether the exporter may learn who asks. */
  readonly share: boolean;
  /** Of streams: whether message traces go on into this account. */
  readonly allow_trace: boolean;
}

/** Reads an activation token that an import holds; undefined if it is none, or not signed as it says. */
export type ActivationReader = (token: string) => ActivationClaims | undefined;

const IMPORT = object<Import>({
  name: text,
  subject: text,
  account: text,
  token: text,
  to: text,
  local_subject: text,
  type: EXPORT_TYPE,
  share: flag,
  allow_trace: flag,
});

export const IMPORTS: Field<readonly Import[]> = {
  ...list(IMPORT),
  read: (json, path) => {
    if (Array.isArray(json) && json.includes(null)) {
      throw new JwtError('ERR_JWT_CLAIM', 'null import is not allowed');
    }
    return list(IMPORT).read(json, path);
  },
};

/** An import with nothing set but what makes it one. */
export function newImport(type: ExportType, subject: string, account: string): Import {
  return { ...IMPORT.zero(), type, subject, account };
}

/** Checks what the account with the key `importer` imports; `readActivation` since tokens may be of version 1, too. */
export function validateImports(
  imports: readonly Import[],
  importer: string,
  readActivation: ActivationReader,
  issues: Issues,
): void {
  const servicesOf = new Map<string, SubjectOverlaps>();
  for (const each of imports) {
    if (each.type === 'service') validateOverlaps(each, servicesOf, issues);
    validateImport(each, importer, readActivation, issues);
  }
}

/** Two services of one account must not be asked on subjects that overlap. */
function validateOverlaps(
  { account, to, local_subject: local, subject }: Import,
  servicesOf: Map<string, SubjectOverlaps>,
  issues: Issues,
): void {
  const asked = to !== '' ? to : local !== '' ? withoutReferences(local) : subject;
  let services = servicesOf.get(account);
  if (services === undefined) servicesOf.set(account, (services = new SubjectOverlaps()));
  const others = new Set([...services.containing(asked), ...services.containedIn(asked)]);
  for (const other of others) {
    const both = `${quoteText(asked)} and ${quoteText(other)}`;
    issues.error(`overlapping subject namespace for ${both} in same account ${quoteText(account)}`);
  }
  if (others.has(asked)) {
    const place = `${quoteText(asked)} in account ${quoteText(account)}`;
    issues.error(`overlapping subject namespace for ${place}`);
  }
  services.add(asked);
}

function validateImport(
  each: Import,
  importer: string,
  readActivation: ActivationReader,
  issues: Issues,
): void {
  const { type, subject, to, token, local_subject: local } = each;
  const isService = type === 'service';
  if (type === undefined) issues.error(`invalid import type: ${quoteText(nameOfType(type))}`);
  if (isService && each.allow_trace) issues.error('AllowTrace only valid for stream import');
  if (each.account === '') issues.error('account to import from is not specified');
  if (to !== '') issues.warning('the field to has been deprecated (use LocalSubject instead)');
  validateSubject(subject, issues);
  if (local !== '') {
    validateRenaming(local, subject, issues);
    if (to !== '') issues.error('Local Subject replaces To');
  }
  if (each.share && !isService) {
    const what = 'sharing information (for latency tracking)';
    issues.error(`${what} is only valid for services: ${quoteText(subject)}`);
  }
  if (token === '') return;
  const activation = readActivation(token);
  if (activation !== undefined) validateToken(activation, each, importer, issues);
  else issues.error(`import ${quoteText(subject)} contains an invalid activation token`);
}

/** Whether an activation token goes with its import. When it ends is the server's business. */
function validateToken(
  activation: ActivationClaims,
  { account, type, subject, to }: Import,
  importer: string,
  issues: Issues,
): void {
  const { kind, subject: activated, issuer_account: issuerAccount } = activation.nats;
  const quoted = quoteText(subject);
  if (activation.iss !== account && issuerAccount !== account) {
    issues.error(`activation token doesn't match account for import ${quoted}`);
  }
  if (activation.sub !== importer) {
    issues.error(`activation token doesn't match account it is being included in, ${quoted}`);
  }
  if (kind !== type) {
    const both = `${nameOfType(kind)} and type of import ${nameOfType(type)}`;
    issues.error(`mismatch between token import type ${both}`);
  }
  validateActivation(activation.nats, issues);
  const imported = type === 'service' && to !== '' ? to : subject;
  if (!isContainedIn(imported, activated)) {
    const both = `${quoteText(activated)} doesn't match import ${quoted}`;
    issues.error(`activation token import subject ${both}`);
  }
}
