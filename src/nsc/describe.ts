/** Shows operators, accounts, users and any token. */
import { decode } from '../jwt/codec.ts';
import { scopeOf } from '../jwt/trust.ts';
import { parseDecoratedJwt } from '../nkeys/creds.ts';
import { decorateToken } from '../jwt/creds.ts';
import { describeClaims, type Acquaintance } from './describe/describe-claims.ts';
import { bodyOf, fieldOf } from './describe/token-json.ts';
import { chosenUser } from './edit-user.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { subjectOf, type OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import type { Table } from './table.ts';

export interface DescribeInput {
  readonly outputFile: string;
  readonly json?: boolean | undefined;
  readonly field?: string | undefined;
  readonly raw?: boolean | undefined;
  /** Shows accounts by their keys. */
  readonly longIds?: boolean | undefined;
}

/** What there is to say of a token; `tables` become text only where they are shown. */
export interface Description extends Result {
  /** Writes what is shown to the file that was named, in place of stdout. */
  readonly outputFile?: string | undefined;
}

export function describeOperator(
  workspace: Workspace,
  input: DescribeInput & { readonly name?: string | undefined },
): Description {
  const store = workspace.store(input.name === '' ? undefined : input.name);
  return describeToken(workspace, store.operatorToken(), input, namesOf(store, input));
}

export function describeAccountOf(
  workspace: Workspace,
  input: DescribeInput & { readonly name?: string | undefined },
): Description {
  const store = workspace.store();
  const name = workspace.resolveAccount(input.name);
  return describeToken(workspace, store.accountToken(name), input, namesOf(store, input));
}

export function describeUserOf(
  workspace: Workspace,
  input: DescribeInput & {
    readonly account?: string | undefined;
    readonly name?: string | undefined;
  },
): Description {
  const store = workspace.store();
  const accountName = workspace.resolveAccount(input.account);
  const name = chosenUser(store, accountName, input.name, 'user is required');
  const token = store.userToken(accountName, name);
  const scope = scopeOf(store.account(accountName), store.user(accountName, name));
  return describeToken(workspace, token, input, { ...namesOf(store, input), scope });
}

/** Describes the token in a file, creds too. */
export function describeFile(
  workspace: Workspace,
  input: DescribeInput & { readonly file?: string | undefined },
): Description {
  const { file = '' } = input;
  if (file === '') throw new NscError('ERR_NSC_INPUT', 'file is required');
  const text = workspace.files.read(workspace.expand(file));
  if (text === undefined) {
    throw new NscError('ERR_NSC_NOT_FOUND', `error reading \`${file}\`: no such file or directory`);
  }
  const store = workspace.operatorName === '' ? undefined : workspace.store();
  const known = store === undefined ? { nameOf: (key: string) => key } : namesOf(store, input);
  return describeToken(workspace, parseDecoratedJwt(text).trim(), input, known);
}

function describeToken(
  workspace: Workspace,
  token: string,
  input: DescribeInput,
  known: Acquaintance,
): Description {
  const claims = decode(token);
  const shown = showToken(token, input, () => describeClaims(claims, known));
  const { outputFile: file } = input;
  if (file === '--') return shown;
  const what = input.raw === true ? 'jwt' : 'description';
  const path = workspace.expand(file);
  const report = new Report().ok(`wrote ${claims.type} ${what} to ${workspace.show(file)}`);
  const text = input.raw === true ? decorateToken(token) : shown.text;
  return { ...shown, ...(text === undefined ? {} : { text }), outputFile: path, report };
}

function showToken(token: string, input: DescribeInput, tables: () => Table[]): Result {
  if (input.raw === true) return { text: `${token}\n` };
  const { field } = input;
  if (field !== undefined && field !== '') {
    const value = fieldOf(bodyOf(token), field);
    return { text: `${JSON.stringify(value, undefined, 1)}\n`, data: value };
  }
  if (input.json === true) return { data: bodyOf(token) };
  return { tables: tables() };
}

/** Of ten thousand accounts only the tokens that are asked for are looked at twice. */
function namesOf(store: OperatorStore, { longIds }: DescribeInput): Acquaintance {
  let names: Map<string, string> | undefined;
  const nameOf = (key: string) => {
    names ??= new Map(
      store.accountNames().map((name) => [subjectOf(store.accountToken(name)), name]),
    );
    return names.get(key) ?? key;
  };
  return { nameOf: longIds === true ? (key) => key : nameOf };
}
