/** Lists of what is in the stores. */
import { NscError } from './errors.ts';
import type { Result } from './result.ts';
import { identityOf } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import type { Table } from './table.ts';

/** A line of a list; the table marks the one that is chosen. */
interface Entry {
  /** The name in the store. */
  readonly name: string;
  readonly token: () => string;
}

export interface ListResult extends Result {
  /** Which row is the chosen one. */
  readonly current?: string | undefined;
}

export function listOperators(workspace: Workspace): ListResult {
  const names = workspace.operatorNames();
  if (names.length === 0) {
    return {
      data: [],
      notes: [
        `no operators defined in store dir "${workspace.storeRoot}"`,
        'init an environment or change the store root with `env --store <dir>`',
      ],
    };
  }
  const entries = names.map((name) => ({
    name,
    token: () => workspace.store(name).operatorToken(),
  }));
  return listed('Operators', entries, workspace.operatorName);
}

export function listAccounts(
  workspace: Workspace,
  input: { readonly operator?: string | undefined },
): ListResult {
  useOperator(workspace, input.operator);
  const store = workspace.store();
  const entries = store
    .accountNames()
    .map((name) => ({ name, token: () => store.accountToken(name) }));
  return listed('Accounts', entries, workspace.accountName);
}

export function listUsers(
  workspace: Workspace,
  input: { readonly operator?: string | undefined; readonly account?: string | undefined },
): ListResult {
  useOperator(workspace, input.operator);
  const store = workspace.store();
  if ((input.account ?? workspace.accountName) === '') {
    throw new NscError('ERR_NSC_CONTEXT', 'no account set - `nsc env --account <name>`');
  }
  const account = workspace.resolveAccount(input.account);
  const entries = store.userNames(account).map((name) => ({
    name,
    token: () => store.userToken(account, name),
  }));
  return listed('Users', entries, undefined);
}

function useOperator(workspace: Workspace, operator: string | undefined): void {
  if (operator !== undefined && operator !== '') workspace.useOperator(operator);
}

function listed(title: string, entries: readonly Entry[], current: string | undefined): ListResult {
  const read = entries.map(({ name, token }) => ({ name, ...readClaims(token) }));
  const rows = read.map(({ name, claimed, key, complaint }) => [
    claimed === name || claimed === '' ? name : `${name} (${claimed})`,
    complaint ?? key,
  ]);
  const table: Table =
    rows.length === 0
      ? { title, rows: [['No entries defined']] }
      : { title, columns: ['Name', 'Public Key'], rows };
  const data = read.map(({ name, key, complaint }) => ({
    name,
    public_key: key,
    ...(complaint === undefined ? {} : { error: complaint }),
  }));
  return { tables: [table], data, current };
}

function readClaims(token: () => string): { claimed: string; key: string; complaint?: string } {
  try {
    const identity = identityOf(token());
    if (identity !== undefined) return { claimed: identity.name, key: identity.sub };
    return { claimed: '', key: '', complaint: 'error: it is no JWT' };
  } catch (error) {
    return { claimed: '', key: '', complaint: `error: ${(error as Error).message}` };
  }
}
