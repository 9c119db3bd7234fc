/** What an account takes from others: adding and deleting imports. */
import type { AccountClaims } from '../jwt/account-claims.ts';
import type { ActivationClaims } from '../jwt/activation-claims.ts';
import { decodeAs } from '../jwt/codec.ts';
import { newImport, type Import } from '../jwt/imports.ts';
import { isContainedIn } from '../jwt/subjects.ts';
import { quoteText } from '../jwt/validation.ts';
import { parseDecoratedJwt } from '../nkeys/creds.ts';
import { isValidPublicKey } from '../nkeys/strkey.ts';
import { changeAccount, type AccountChoice } from './change-account.ts';
import { NscError } from './errors.ts';
import { fetchText } from './operator-source.ts';
import type { Report } from './report.ts';
import type { Result } from './result.ts';
import { subjectOf } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface AddImportInput extends AccountChoice {
  readonly name?: string | undefined;
  readonly localSubject?: string | undefined;
  /** A file or URL with an activation token, or the token. */
  readonly token?: string | undefined;
  /** The exporter, by name or public key. */
  readonly srcAccount?: string | undefined;
  readonly remoteSubject?: string | undefined;
  readonly service?: boolean | undefined;
  readonly share?: boolean | undefined;
  readonly allowTrace?: boolean | undefined;
}

export async function addImport(workspace: Workspace, input: AddImportInput): Promise<Result> {
  let made: Import | undefined;
  const report = await changeAccount(workspace, input, async (account, lines) => {
    made = finish(await beginImport(workspace, account, input), input);
    refuseImport(account, made);
    warnOfMissingToken(workspace, made, lines);
    return withImports(account, [...account.nats.imports, made]);
  });
  return { report: report.ok(`added ${made!.type} import ${quoteText(made!.subject)}`) };
}

export async function deleteImport(
  workspace: Workspace,
  input: AccountChoice & {
    readonly subject?: string | undefined;
    readonly srcAccount?: string | undefined;
  },
): Promise<Result> {
  let deleted: Import | undefined;
  const report = await changeAccount(workspace, input, (account, _, name) => {
    deleted = findImport(workspace, account, name, input);
    return withImports(
      account,
      account.nats.imports.filter((each) => each !== deleted),
    );
  });
  return { report: report.ok(`deleted ${deleted!.type} import ${quoteText(deleted!.subject)}`) };
}

/** The import as the token or the flags say it. */
async function beginImport(
  workspace: Workspace,
  account: AccountClaims,
  input: AddImportInput,
): Promise<Import> {
  const { token = '', srcAccount = '', remoteSubject = '', service } = input;
  if (token === '') {
    if (srcAccount === '' || remoteSubject === '') {
      throw new NscError('ERR_NSC_INPUT', 'public imports require src-account, remote-subject');
    }
    const type = service === true ? 'service' : 'stream';
    return newImport(type, remoteSubject, accountKey(workspace, srcAccount));
  }
  if (srcAccount !== '' || remoteSubject !== '') {
    const text = 'private imports require src-account, remote-subject and service to be unset';
    throw new NscError('ERR_NSC_INPUT', text);
  }
  return importOf(await loadToken(workspace, token), account);
}

/** The activation in a file, at a URL, or given as it is. */
export async function loadActivation(
  workspace: Workspace,
  source: string,
): Promise<ActivationClaims> {
  return decodeAs('activation', await loadToken(workspace, source));
}

function importOf(token: string, account: AccountClaims): Import {
  const { iss, sub, name, nats } = decodeAs('activation', token);
  if (sub !== 'public' && sub !== account.sub) {
    const text = `activation is not intended for this account - it is for ${quoteText(sub)}`;
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  const exporter = nats.issuer_account === '' ? iss : nats.issuer_account;
  const type = nats.kind ?? 'stream';
  return { ...newImport(type, nats.subject, exporter), name, token };
}

async function loadToken(workspace: Workspace, source: string): Promise<string> {
  if (isToken(source)) return source;
  const isUrl = /^https?:/i.test(source);
  const text = isUrl ? await fetchText(source) : workspace.files.read(workspace.expand(source));
  if (text !== undefined) return parseDecoratedJwt(text).trim();
  const complaint = 'no such file or directory';
  throw new NscError('ERR_NSC_NOT_FOUND', `error loading \`${source}\`: ${complaint}`);
}

function isToken(source: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(source) && source.startsWith('eyJ');
}

function finish(begun: Import, input: AddImportInput): Import {
  const isService = begun.type === 'service';
  if (input.share === true && !isService) {
    throw new NscError('ERR_NSC_INPUT', 'only services can set the share property');
  }
  const { localSubject = '' } = input;
  const name = input.name ?? (begun.name === '' ? begun.subject : begun.name);
  return {
    ...begun,
    name,
    // As Go's nsc: what a token lets in keeps its name unless said otherwise.
    local_subject:
      localSubject === '' && isService && begun.token !== '' ? begun.subject : localSubject,
    share: isService && input.share === true,
    allow_trace: !isService && input.allowTrace === true,
  };
}

function refuseImport({ sub, nats }: AccountClaims, made: Import): void {
  if (made.account === sub) throw new NscError('ERR_NSC_REFUSED', 'export issuer is this account');
  const isThere = nats.imports.some(
    ({ type, account, subject }) =>
      type === made.type && account === made.account && subject === made.subject,
  );
  if (!isThere) return;
  const what = `${made.type} ${quoteText(made.subject)} from ${made.account}`;
  throw new NscError('ERR_NSC_EXISTS', `account already imports ${what}`);
}

/** Servers leave such an import out without a word. */
function warnOfMissingToken(workspace: Workspace, made: Import, report: Report): void {
  if (made.token !== '') return;
  const store = workspace.store();
  const name = store.accountNameOf(made.account);
  if (name === undefined) return;
  const found = store
    .account(name)
    .nats.exports.find(
      ({ type, subject }) => type === made.type && isContainedIn(made.subject, subject),
    );
  if (found === undefined) {
    report.warning(`account "${name}" has no ${made.type} export for ${quoteText(made.subject)}`);
  } else if (found.token_req) {
    report.warning(
      `the export is private: without an activation token (--token) servers ignore the import`,
    );
  }
}

function findImport(
  workspace: Workspace,
  { nats }: AccountClaims,
  accountName: string,
  {
    subject = '',
    srcAccount = '',
  }: { subject?: string | undefined; srcAccount?: string | undefined },
): Import {
  if (nats.imports.length === 0) {
    throw new NscError(
      'ERR_NSC_NOT_FOUND',
      `account ${quoteText(accountName)} doesn't have imports`,
    );
  }
  if (subject === '' && nats.imports.length > 1) {
    throw new NscError('ERR_NSC_INPUT', 'subject is required');
  }
  const source = srcAccount === '' ? undefined : accountKey(workspace, srcAccount);
  const found = nats.imports.filter(
    (each) =>
      (subject === '' || each.subject === subject) &&
      (source === undefined || each.account === source),
  );
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const accounts = found.map((each) => each.account).join(', ');
    const text = `more than one import ${quoteText(subject)} found - specify --src-account with one of ${accounts}`;
    throw new NscError('ERR_NSC_INPUT', text);
  }
  const local = nats.imports.find((each) => each.local_subject === subject);
  throw new NscError('ERR_NSC_NOT_FOUND', `no import matching ${quoteText(subject)} found`, {
    suggestions:
      local === undefined ? [] : [`name it by the exporter's subject: ${quoteText(local.subject)}`],
  });
}

function withImports(account: AccountClaims, imports: readonly Import[]): AccountClaims {
  return { ...account, nats: { ...account.nats, imports } };
}

/** The public key of an account that is named by it or by its name here. */
function accountKey(workspace: Workspace, given: string): string {
  if (isValidPublicKey(given, 'account')) return given;
  return subjectOf(workspace.store().accountToken(given));
}
