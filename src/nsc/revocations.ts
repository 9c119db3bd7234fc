/** Taking back what was issued: users of an account, and activations of an export. */
import type { AccountClaims } from '../jwt/account-claims.ts';
import type { Export } from '../jwt/exports.ts';
import { ALL_KEYS, clearRevocation, revoke, type Revocations } from '../jwt/revocations.ts';
import { isContainedIn } from '../jwt/subjects.ts';
import { isValidPublicKey } from '../nkeys/strkey.ts';
import { changeAccount, type AccountChoice } from './change-account.ts';
import { NscError } from './errors.ts';
import { withExports } from './exports.ts';
import type { Result } from './result.ts';
import { subjectOf } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import type { Table } from './table.ts';

export interface UserRevocationInput extends AccountChoice {
  readonly name?: string | undefined;
  /** A key, or `*`. */
  readonly userPublicKey?: string | undefined;
  /** What was issued up to then is void: RFC 3339 or seconds since 1970; 0 is now. */
  readonly at?: string | undefined;
}

export interface ActivationRevocationInput extends AccountChoice {
  readonly subject?: string | undefined;
  readonly service?: boolean | undefined;
  /** A key, a name here, or `*`. */
  readonly targetAccount?: string | undefined;
  readonly at?: string | undefined;
}

const PUSH = 'servers hear of it when it is pushed: nsc push';

export async function revokeUser(
  workspace: Workspace,
  input: UserRevocationInput,
): Promise<Result> {
  const at = parseAt(input.at, workspace.now);
  let key = '';
  const report = await changeAccount(workspace, input, (account, _, name) => {
    key = userKey(workspace, name, input);
    return withRevocations(account, revoke(account.nats.revocations, key, at));
  });
  const all = `revoked all users issued before ${formatAt(at)}`;
  return { report: report.ok(key === ALL_KEYS ? all : `revoked user "${key}"`), notes: [PUSH] };
}

export async function unrevokeUser(
  workspace: Workspace,
  input: UserRevocationInput,
): Promise<Result> {
  let key = '';
  const report = await changeAccount(workspace, input, (account, _, name) => {
    const { revocations } = account.nats;
    key = userKey(workspace, name, input);
    if (revocations.size === 0) {
      throw new NscError('ERR_NSC_NOT_FOUND', `no user revocations set in account ${name}`);
    }
    if (!revocations.has(key)) {
      throw new NscError('ERR_NSC_NOT_FOUND', `user with public key ${key} is not revoked`);
    }
    return withRevocations(account, clearRevocation(revocations, key));
  });
  const text =
    key === ALL_KEYS ? 'deleted all user revocation' : `deleted user revocation for "${key}"`;
  return { report: report.ok(text), notes: [PUSH] };
}

export function listRevokedUsers(workspace: Workspace, input: AccountChoice): Result {
  const name = workspace.resolveAccount(input.account);
  const { revocations } = workspace.store().account(name).nats;
  if (revocations.size === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', `account ${name} does not have revoked users`);
  }
  return listed(`Revoked Users for ${name}`, 'Users', revocations);
}

export async function revokeActivation(
  workspace: Workspace,
  input: ActivationRevocationInput,
): Promise<Result> {
  const at = parseAt(input.at, workspace.now);
  let [key, name] = ['', ''];
  const report = await changeAccount(workspace, input, (account, _, accountName) => {
    const found = findExport(account, accountName, input);
    key = targetKey(workspace, input);
    name = found.name;
    const revocations = revoke(found.revocations, key, at);
    return replaceExport(account, found, { ...found, revocations });
  });
  const all = `revoked all activations for "${name}" issued before ${formatAt(at)}`;
  const one = `revoked activation "${name}" for account ${key}`;
  return { report: report.ok(key === ALL_KEYS ? all : one), notes: [PUSH] };
}

export async function unrevokeActivation(
  workspace: Workspace,
  input: ActivationRevocationInput,
): Promise<Result> {
  let [key, what] = ['', ''];
  const report = await changeAccount(workspace, input, (account, _, accountName) => {
    const found = findExport(account, accountName, input);
    key = targetKey(workspace, input);
    what = `${found.type} ${found.name}`;
    if (found.revocations.size === 0) {
      const text = `${found.type} export ${found.name} doesn't have revocations`;
      throw new NscError('ERR_NSC_NOT_FOUND', text);
    }
    if (!found.revocations.has(key)) {
      throw new NscError('ERR_NSC_NOT_FOUND', `account with public key ${key} is not revoked`);
    }
    return replaceExport(account, found, {
      ...found,
      revocations: clearRevocation(found.revocations, key),
    });
  });
  const whom = key === ALL_KEYS ? 'all accounts' : `account ${key}`;
  return { report: report.ok(`deleted ${what} revocation for ${whom}`), notes: [PUSH] };
}

export function listRevokedActivations(
  workspace: Workspace,
  input: ActivationRevocationInput,
): Result {
  const accountName = workspace.resolveAccount(input.account);
  const found = findExport(workspace.store().account(accountName), accountName, input);
  const { type, name, revocations } = found;
  if (revocations.size === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', `${type} ${name} has no revocations`);
  }
  return listed(`Revoked Accounts for ${type} ${name}`, 'Accounts', revocations);
}

function listed(title: string, all: string, revocations: Revocations): Result {
  const entries = Array.from(revocations).sort(([a], [b]) => (a < b ? -1 : 1));
  const table: Table = {
    title,
    columns: ['Public Key', 'Revoke Credentials Before'],
    rows: entries.map(([key, at]) => [
      key === ALL_KEYS ? `* [All ${all}]` : key,
      // RFC 1123, as Go's nsc has it.
      new Date(at * 1000).toUTCString().replace('GMT', 'UTC'),
    ]),
  };
  return { tables: [table], data: entries.map(([key, at]) => ({ public_key: key, at })) };
}

function userKey(
  workspace: Workspace,
  account: string,
  { name = '', userPublicKey: key = '' }: UserRevocationInput,
): string {
  if (name !== '' && key !== '') {
    throw new NscError('ERR_NSC_INPUT', 'user and user-public-key are mutually exclusive');
  }
  if (key === ALL_KEYS || isValidPublicKey(key, 'user')) return key;
  if (key !== '') {
    throw new NscError('ERR_NSC_NOT_FOUND', `user ${key} does not exist in the current account`);
  }
  const store = workspace.store();
  if (name === '') {
    const names = store.userNames(account);
    if (names.length === 1) return store.user(account, names[0]!).sub;
    const text = `no default user available for account ${account}`;
    throw new NscError('ERR_NSC_INPUT', text, {
      suggestions: ['name one with --name or --user-public-key'],
    });
  }
  if (store.hasUser(account, name)) return store.user(account, name).sub;
  throw new NscError('ERR_NSC_NOT_FOUND', `user "${name}" not found`);
}

function targetKey(
  workspace: Workspace,
  { targetAccount: given = '' }: ActivationRevocationInput,
): string {
  if (given === ALL_KEYS || isValidPublicKey(given, 'account')) return given;
  if (given === '') throw new NscError('ERR_NSC_INPUT', 'target-account cannot be empty');
  return subjectOf(workspace.store().accountToken(given));
}

function findExport(
  { nats }: AccountClaims,
  name: string,
  { subject = '', service }: ActivationRevocationInput,
): Export {
  const type = service === true ? 'service' : 'stream';
  if (nats.exports.length === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', `account "${name}" doesn't have exports`);
  }
  const possible = nats.exports.filter((each) => each.type === type);
  if (possible.length === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', `account "${name}" doesn't have ${type} exports`);
  }
  if (subject === '' && possible.length === 1) return possible[0]!;
  if (subject === '') throw new NscError('ERR_NSC_INPUT', 'a subject is required');
  const found = possible.find((each) => isContainedIn(subject, each.subject));
  if (found !== undefined) return found;
  throw new NscError('ERR_NSC_NOT_FOUND', 'unable to locate export');
}

function replaceExport(account: AccountClaims, before: Export, after: Export): AccountClaims {
  return withExports(
    account,
    account.nats.exports.map((each) => (each === before ? after : each)),
  );
}

function withRevocations(account: AccountClaims, revocations: Revocations): AccountClaims {
  return { ...account, nats: { ...account.nats, revocations } };
}

/** Seconds since 1970: RFC 3339 or such seconds; 0 is now. */
export function parseAt(text: string | undefined, now: Date): number {
  if (text === undefined || text === '' || text === '0') return Math.floor(now.getTime() / 1000);
  if (/^\d{1,12}$/.test(text)) return Number(text);
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time)) return Math.floor(time / 1000);
  throw new NscError(
    'ERR_NSC_INPUT',
    `invalid argument "${text}" for "--at" flag: it must be RFC 3339, or seconds since 1970`,
  );
}

function formatAt(at: number): string {
  return new Date(at * 1000).toISOString().replace('T', ' ').replace('.000Z', ' +0000 UTC');
}
