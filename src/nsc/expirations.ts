/** What ends soon, or has ended: operator, accounts, users and creds. */
import { decodeAs } from '../jwt/codec.ts';
import type { CommonClaims } from '../jwt/claims.ts';
import { parseDecoratedJwt } from '../nkeys/creds.ts';
import type { Result } from './result.ts';
import type { Workspace } from './store/workspace.ts';
import type { Table } from './table.ts';
import { formatDistance, parseTime } from './values/validity.ts';

export interface ExpirationsInput {
  /** What ends before then ends soon. */
  readonly within: string;
  /** Leaves out what holds longer. */
  readonly skip?: boolean | undefined;
}

export function reportExpirations(
  workspace: Workspace,
  { within, skip }: ExpirationsInput,
): Result {
  const { now } = workspace;
  const threshold = parseTime(within, '', now);
  const nowSeconds = now.getTime() / 1000;
  const entries = resourcesOf(workspace)
    .map(({ resource, claims: { sub, exp } }) => ({
      resource,
      id: sub,
      when: exp === 0 ? 'Never' : formatDistance(exp, now),
      expiry: exp,
      expiration_date: exp === 0 ? '' : rfc3339(exp),
      expires_soon: exp !== 0 && threshold > exp,
      expired: exp !== 0 && nowSeconds > exp,
    }))
    .filter((entry) => skip !== true || entry.expired || entry.expires_soon);
  const table: Table = {
    title: `Expiration Report (${formatDistance(threshold, now)})`,
    columns: ['Expired', 'Resource', 'Expiration'],
    rows: entries.map(({ expired, expires_soon: isSoon, resource, expiry, when }) => [
      expired ? 'Yes' : isSoon ? 'Soon' : 'No',
      resource,
      `${rfc3339(expiry)} - ${when}`,
    ]),
  };
  return { tables: [table], data: { expiration_threshold: rfc3339(threshold), report: entries } };
}

interface Resource {
  readonly resource: string;
  readonly claims: CommonClaims;
}

function resourcesOf(workspace: Workspace): Resource[] {
  const store = workspace.store();
  const operator = store.operator();
  return [
    { resource: operator.name, claims: operator },
    ...store
      .accountNames()
      .flatMap((account) => [
        { resource: `${operator.name}/${account}`, claims: store.account(account) },
        ...store
          .userNames(account)
          .flatMap((user) => [
            { resource: `${operator.name}/${account}/${user}`, claims: store.user(account, user) },
            ...credsOf(workspace, store.name, account, user),
          ]),
      ]),
  ];
}

function credsOf(
  workspace: Workspace,
  operator: string,
  account: string,
  user: string,
): Resource[] {
  const path = workspace.keystore.credsPathOf(operator, account, user);
  const text = workspace.files.read(path);
  if (text === undefined) return [];
  return [{ resource: path, claims: decodeAs('user', parseDecoratedJwt(text).trim()) }];
}

function rfc3339(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
