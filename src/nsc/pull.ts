/** Pulling accounts, and from HTTP account servers the operator: what is there replaces what is here. */
import type { TlsFiles } from '../nats-client/tls-files.ts';
import { NscError } from './errors.ts';
import { AccountsByKey, localAccounts, type LocalAccount } from './remote/accounts.ts';
import { LOOKUP, PACK } from './remote/compare-servers.ts';
import { connectAsSystem } from './remote/connect-as-system.ts';
import type { Keeping } from './remote/keep-account.ts';
import type { Meter } from './remote/meter.ts';
import { pullAccounts, pullOperator } from './remote/pull-from-account-server.ts';
import { pullAll, pullOne } from './remote/pull-from-servers.ts';
import { checkServerUrl, isResolverUrl } from './remote/server-url.ts';
import type { SystemUserChoice } from './remote/system-user.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface PullInput extends SystemUserChoice {
  readonly account?: string | undefined;
  readonly all?: boolean | undefined;
  readonly overwriteNewer?: boolean | undefined;
  /** Shows what a pull would change, and changes nothing. */
  readonly dryRun?: boolean | undefined;
  /** How long a server may take for the next account. */
  readonly timeoutSeconds: number;
  readonly tls: TlsFiles;
  readonly isTlsFirst?: boolean | undefined;
}

export async function pull(workspace: Workspace, input: PullInput, meter: Meter): Promise<Result> {
  const store = workspace.store();
  if (input.all !== true && (input.account ?? workspace.accountName) === '') {
    throw new NscError('ERR_NSC_INPUT', 'specify --all or --account');
  }
  const url = store.operator().nats.account_server_url.trim();
  if (url === '') {
    const text = `operator "${store.name}" doesn't set account server url - unable to pull`;
    throw new NscError('ERR_NSC_INPUT', text, {
      suggestions: ['set it with nsc edit operator --account-jwt-server-url'],
    });
  }
  checkServerUrl(url);
  const names =
    input.all === true ? store.accountNames() : [workspace.resolveAccount(input.account)];
  const accounts = localAccounts(store, names);
  const keeping: Keeping = {
    store,
    local: new AccountsByKey(store),
    overwritesNewer: input.overwriteNewer === true,
    isDryRun: input.dryRun === true,
  };
  const errand = { workspace, store, input, url, accounts, keeping, meter };
  return isResolverUrl(url) ? throughNats(errand) : throughHttp(errand);
}

interface Pull {
  readonly workspace: Workspace;
  readonly store: OperatorStore;
  readonly input: PullInput;
  readonly url: string;
  readonly accounts: readonly LocalAccount[];
  readonly keeping: Keeping;
  readonly meter: Meter;
}

async function throughNats({
  workspace,
  input,
  url,
  accounts,
  keeping,
  meter,
}: Pull): Promise<Result> {
  const connection = { url, name: 'nsc_pull', subjects: [PACK, LOOKUP], operations: 1 };
  const { servers } = await connectAsSystem(workspace, input, connection);
  const report = new Report();
  const line = report.group('pull from cluster using system account');
  try {
    if (input.all !== true) {
      for (const account of accounts) await pullOne(servers, account, keeping, line);
      return { report, sums: true };
    }
    const found = await pullAll(servers, keeping, line, meter);
    return { report, sums: true, notes: onlyHere(accounts, found) };
  } finally {
    await servers.close();
  }
}

/** What servers have forgotten stays: it may never have been pushed. */
function onlyHere(accounts: readonly LocalAccount[], found: ReadonlySet<string>): string[] {
  const names = accounts.filter(({ key }) => !found.has(key)).map(({ name }) => `"${name}"`);
  if (names.length === 0 || found.size === 0) return [];
  const listed = names.length > 5 ? `${names.length} accounts` : names.join(', ');
  return [
    `${listed} are only here: nsc push gives them to the servers, nsc delete account removes them`,
  ];
}

async function throughHttp({ input, url, accounts, keeping, meter }: Pull): Promise<Result> {
  const report = new Report();
  // It says whose signatures hold on the accounts.
  if (input.all === true) await pullOperator(url, keeping, report);
  await pullAccounts(url, accounts, keeping, report, meter);
  return { report, sums: true };
}
