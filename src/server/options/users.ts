/** What may not be said together about users and accounts; a file with it is refused even by a test of the file. */
import { serviceImports, sharingProblems } from './sharing.ts';
import type { GivenServerOptions } from './server-table.ts';
import type { GivenUser } from './authorization.ts';
import type { GivenAccount } from './accounts.ts';

/** What is wrong, and where in a file: properties from the outside in. */
export interface UserProblem {
  readonly text: string;
  readonly path: readonly string[];
}

/** By name. */
type Accounts = readonly (readonly [string, GivenAccount])[];

/** nats-server opts.go, processConfigFileLine and parseAccounts. */
export function userProblems(given: GivenServerOptions, isSharingChecked = false): UserProblem[] {
  const accounts = accountsOf(given);
  const problems = [
    ...duplicates(given, accounts),
    ...singleBesideAccounts(given, accounts),
    ...duplicateServices(accounts),
    ...unknownAccounts(given, accounts),
  ];
  return problems.length > 0 || isSharingChecked ? problems : sharing(given, accounts);
}

function sharing({ noSystemAccount }: GivenServerOptions, accounts: Accounts): UserProblem[] {
  const problems = sharingProblems(accounts, noSystemAccount !== true);
  return problems.map((text) => ({ text, path: ['accounts'] }));
}

function accountsOf({ accounts = {} }: GivenServerOptions): Accounts {
  const isList = (names: unknown): names is readonly string[] => Array.isArray(names);
  return isList(accounts) ? accounts.map((name) => [name, {}]) : Object.entries(accounts);
}

/** Names are one to the whole server: whose account somebody is in follows from it. */
function duplicates(given: GivenServerOptions, accounts: Accounts): UserProblem[] {
  const groups: [readonly GivenUser[], readonly string[]][] = accounts.map(
    ([name, { users = [] }]) => [users, ['accounts', name, 'users']],
  );
  groups.push([given.authorization?.users ?? [], ['authorization']]);
  const seen = new Set<string>();
  const problems: UserProblem[] = [];
  for (const [users, path] of groups) {
    for (const { user = '', nkey = '' } of users) {
      const name = nkey === '' ? user : nkey;
      if (seen.has(name)) {
        const what = nkey === '' ? 'user' : 'nkey';
        problems.push({ text: `Duplicate ${what} ${JSON.stringify(name)} detected`, path });
      }
      seen.add(name);
    }
  }
  return problems;
}

function singleBesideAccounts(given: GivenServerOptions, accounts: Accounts): UserProblem[] {
  const { user = '', token = '' } = given.authorization ?? {};
  const first = accounts.find(([, { users = [] }]) => users.length > 0);
  if (first === undefined) return [];
  const path = ['accounts', first[0], 'users'];
  const problems: UserProblem[] = [];
  if (user !== '') problems.push({ text: 'Can not have a single user/pass and accounts', path });
  if (token !== '') problems.push({ text: 'Can not have a token and accounts', path });
  return problems;
}

/** One subject of an account, twice imported from the same account. */
function duplicateServices(accounts: Accounts): UserProblem[] {
  return accounts.flatMap(([name, { imports = [] }]) => {
    if (imports.length === 0) return [];
    const problems: UserProblem[] = [];
    const seen = new Map<string, string>();
    for (const { account, subject, local } of serviceImports(imports)) {
      const key = JSON.stringify([local, account]);
      const before = seen.get(key);
      seen.set(key, before ?? subject);
      if (before === undefined) continue;
      const text = `Duplicate service import subject ${JSON.stringify(local)}, previously used in import for account ${JSON.stringify(account)}, subject ${JSON.stringify(before)}`;
      problems.push({ text, path: ['accounts', name, 'imports'] });
    }
    return problems;
  });
}

/** Exports, imports and callouts name accounts that there must be. */
function unknownAccounts(given: GivenServerOptions, accounts: Accounts): UserProblem[] {
  const known = new Set(accounts.map(([name]) => name));
  const problems: UserProblem[] = [];
  const expect = (name: string, what: string): void => {
    if (known.has(name)) return;
    problems.push({
      text: `${JSON.stringify(name)} account not defined for ${what}`,
      path: ['accounts'],
    });
  };
  for (const [, { exports: exported = [], imports = [] }] of accounts) {
    for (const { service, accounts: allowed = [] } of exported) {
      for (const name of allowed) {
        expect(name, service === undefined ? 'stream export' : 'service export');
      }
    }
    for (const { stream, service } of imports) {
      if (stream?.account !== undefined) expect(stream.account, 'stream import');
      if (service?.account !== undefined) expect(service.account, 'service import');
    }
  }
  for (const name of given.authorization?.authCallout?.allowedAccounts ?? []) {
    if (known.has(name)) continue;
    problems.push({
      text: `auth_callout allowed account ${JSON.stringify(name)} not found in configured accounts`,
      path: ['authorization'],
    });
  }
  return problems;
}
