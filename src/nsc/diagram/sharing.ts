/** Who imports what from whom: what diagrams of accounts show. */
import { decodeAs } from '../../jwt/codec.ts';
import type { AccountClaims } from '../../jwt/account-claims.ts';
import type { ActivationClaims } from '../../jwt/activation-claims.ts';
import { JwtError } from '../../jwt/errors.ts';
import { validateExports, type Export } from '../../jwt/exports.ts';
import { validateImports, type Import } from '../../jwt/imports.ts';
import { isContainedIn } from '../../jwt/subjects.ts';
import { Issues } from '../../jwt/validation.ts';

export interface SharedImport {
  readonly importer: AccountClaims;
  readonly each: Import;
  /** The subject in the importing account, and that of the exporter. */
  readonly local: string;
  readonly remote: string;
  /** Undefined if the exporter is not in the store. */
  readonly exporter: AccountClaims | undefined;
  /** Undefined if the exporter has none for it. */
  readonly export: Export | undefined;
  readonly issues: readonly string[];
}

/** The imports of the accounts, in their order. */
export function importsOf(accounts: readonly AccountClaims[]): SharedImport[] {
  const byKey = new Map(accounts.map((account) => [account.sub, account]));
  return accounts.flatMap((importer) =>
    importer.nats.imports.map((each) => sharedImport(importer, each, byKey.get(each.account))),
  );
}

function sharedImport(
  importer: AccountClaims,
  each: Import,
  exporter: AccountClaims | undefined,
): SharedImport {
  const { local, remote } = subjectsOf(each);
  const found = exporter?.nats.exports.find(
    ({ type, subject }) => type === each.type && isContainedIn(remote, subject),
  );
  const issues = new Issues();
  validateImports([each], importer.sub, readActivation, issues);
  if (found?.token_req === true && each.token === '') {
    issues.error('Export is private but no activation token');
  } else if (found?.token_req === false && each.token !== '') {
    issues.error('Export is public but import has activation token');
  }
  if (exporter === undefined) issues.error(`Exporting account not present: ${each.account}`);
  const shared = { importer, each, local, remote, exporter, export: found };
  return { ...shared, issues: descriptionsOf(issues) };
}

/** Before there were local subjects `to` said the same, of services the other way round. */
function subjectsOf({ local_subject: local, subject, to, type }: Import): {
  readonly local: string;
  readonly remote: string;
} {
  if (local !== '') return { local, remote: subject };
  const other = to === '' ? subject : to;
  return type === 'service' ? { local: subject, remote: other } : { local: other, remote: subject };
}

/** What is wrong with an export. */
export function issuesOfExport(each: Export): string[] {
  const issues = new Issues();
  validateExports([each], issues);
  return descriptionsOf(issues);
}

/** What an export is called. */
export function nameOfExport({ name, subject }: Export): string {
  return name === '' ? subject : name;
}

export function typeOfExport({ type }: Export): string {
  return type ?? 'n/a';
}

export function accessOf({ token_req: isPrivate }: Pick<Export, 'token_req'>): string {
  return isPrivate ? 'private' : 'public';
}

/** Old imports are no fault of anybody. */
function descriptionsOf({ list }: Issues): string[] {
  return list
    .map(({ description }) => description)
    .filter((text) => !text.startsWith('the field to has been deprecated'));
}

function readActivation(token: string): ActivationClaims | undefined {
  try {
    return decodeAs('activation', token);
  } catch (error) {
    if (error instanceof JwtError) return undefined;
    throw error;
  }
}
