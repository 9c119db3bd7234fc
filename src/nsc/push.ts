/**
 * Pushing accounts: to NATS servers that keep them (those with a full or cache resolver) or to an HTTP account server,
 * whichever the operator's URL names.
 */
import type { AccountClaims } from '../jwt/account-claims.ts';
import type { OperatorClaims } from '../jwt/operator-claims.ts';
import { didSign } from '../jwt/trust.ts';
import { validate } from '../jwt/validate.ts';
import type { TlsFiles } from '../nats-client/tls-files.ts';
import type { KeyPair } from '../nkeys/keypair.ts';
import { isValidPublicKey } from '../nkeys/strkey.ts';
import { NscError } from './errors.ts';
import { AccountsByKey, localAccounts, type LocalAccount } from './remote/accounts.ts';
import { checkServers } from './remote/check-servers.ts';
import { compareWithServers, LOOKUP, PACK } from './remote/compare-servers.ts';
import { connectAsSystem } from './remote/connect-as-system.ts';
import type { Meter } from './remote/meter.ts';
import { DELETE, deleteAccounts, LIST, listAccounts } from './remote/prune-servers.ts';
import {
  checkAccountServer,
  compareWithAccountServer,
  pushToAccountServer,
} from './remote/push-to-account-server.ts';
import { pushToServers, UPDATE } from './remote/push-to-servers.ts';
import { checkServerUrl, isResolverUrl, shownUrl } from './remote/server-url.ts';
import type { Servers } from './remote/servers.ts';
import type { SystemUserChoice } from './remote/system-user.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { deletionSigner } from './signer.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface PushInput extends SystemUserChoice {
  readonly account?: string | undefined;
  readonly all?: boolean | undefined;
  /** Pushes what servers would refuse, too. */
  readonly force?: boolean | undefined;
  /** Where to; the operator's account server URL unless given. */
  readonly accountJwtServerUrl?: string | undefined;
  /** Deletes on the servers what is not in the store. */
  readonly prune?: boolean | undefined;
  /** Deletes this account on the servers, by name or public key. */
  readonly accountRemoval?: string | undefined;
  /** Shows what is here and there, and changes nothing. */
  readonly diff?: boolean | undefined;
  /** Shows what the same command would change without it. */
  readonly dryRun?: boolean | undefined;
  /** Looks afterwards what servers use. */
  readonly check: boolean;
  /** How long servers may take to answer. */
  readonly timeoutSeconds: number;
  readonly tls: TlsFiles;
  readonly isTlsFirst?: boolean | undefined;
  readonly privateKey?: string | undefined;
}

const SUBJECTS = [LIST, UPDATE, DELETE, PACK, LOOKUP];

export async function push(workspace: Workspace, input: PushInput, meter: Meter): Promise<Result> {
  const store = workspace.store();
  const operator = store.operator();
  const accounts = chosenAccounts(workspace, store, input);
  const url = serverUrl(operator, input);
  const local = new AccountsByKey(store);
  if (input.force !== true) refuseInvalid(store, operator, accounts, local, workspace.now);
  const removal = accountToRemove(store, input);
  const report = new Report();
  const push: Push = { workspace, store, local, input, url, accounts, removal, report, meter };
  await (isResolverUrl(url) ? throughNats(push) : throughHttp(push));
  return { report, sums: true };
}

interface Push {
  readonly workspace: Workspace;
  readonly store: OperatorStore;
  readonly local: AccountsByKey;
  readonly input: PushInput;
  readonly url: string;
  readonly accounts: readonly LocalAccount[];
  /** The public key of the account to remove. */
  readonly removal: string | undefined;
  readonly report: Report;
  readonly meter: Meter;
}

/** None if it is only about what servers have. */
function chosenAccounts(
  workspace: Workspace,
  store: OperatorStore,
  { account, all, prune, accountRemoval, diff }: PushInput,
): LocalAccount[] {
  if (all === true && account !== undefined && account !== '') {
    const text = 'specify only one of --account or --all-accounts';
    throw new NscError('ERR_NSC_INPUT', text);
  }
  const names = store.accountNames();
  if (names.length === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', `operator "${store.name}" has no accounts`);
  }
  if (all === true) return localAccounts(store, names);
  if (prune === true || diff === true || accountRemoval !== undefined) return [];
  return localAccounts(store, [workspace.resolveAccount(account)]);
}

function serverUrl({ nats }: OperatorClaims, { accountJwtServerUrl, prune }: PushInput): string {
  const url = (accountJwtServerUrl ?? nats.account_server_url).trim();
  if (url === '') {
    const text = 'no account server url or nats-server url was provided by the operator jwt';
    throw new NscError('ERR_NSC_INPUT', text, {
      suggestions: [
        'name one with --account-jwt-server-url, or for good: nsc edit operator --account-jwt-server-url',
      ],
    });
  }
  checkServerUrl(url);
  if (prune === true && !isResolverUrl(url)) {
    throw new NscError('ERR_NSC_INPUT', 'prune only works for nats based account resolver');
  }
  return url;
}

/** Servers would take an account that has expired, or that another operator signed, and let nobody in. */
function refuseInvalid(
  store: OperatorStore,
  operator: OperatorClaims,
  accounts: readonly LocalAccount[],
  local: AccountsByKey,
  now: Date,
): void {
  for (const account of accounts) {
    const { name } = account;
    const claims = decodeAccount(account, local);
    const issue = validate(claims, { now }).find(({ level }) => level !== 'warning');
    if (issue !== undefined) {
      const text = `unable to push account "${name}" as it has validation issues: ${issue.description}`;
      throw new NscError('ERR_NSC_REFUSED', text, {
        suggestions: ['--force pushes it all the same'],
      });
    }
    if (!store.isManaged && !didSign(operator, claims)) {
      const text = `unable to push account "${name}" as it is not signed by the operator "${store.name}"`;
      throw new NscError('ERR_NSC_REFUSED', text, {
        suggestions: ['--force pushes it all the same'],
      });
    }
  }
}

function decodeAccount(account: LocalAccount, local: AccountsByKey): AccountClaims {
  try {
    return local.claimsOf(account);
  } catch (cause) {
    const { message } = cause as Error;
    const text = `unable to push account "${account.name}": ${message}`;
    throw new NscError('ERR_NSC_STORE', text, { cause });
  }
}

function accountToRemove(
  store: OperatorStore,
  { accountRemoval, prune, diff }: PushInput,
): string | undefined {
  if (accountRemoval === undefined) {
    if (prune !== true || diff !== true) return undefined;
    throw new NscError('ERR_NSC_INPUT', '--prune and --diff are mutually exclusive');
  }
  if (prune === true || diff === true) {
    const text = '--prune/--diff and --account-removal <account> are mutually exclusive';
    throw new NscError('ERR_NSC_INPUT', text);
  }
  if (isValidPublicKey(accountRemoval, 'account')) return accountRemoval;
  return store.account(accountRemoval).sub;
}

async function throughHttp({
  store,
  input,
  url,
  accounts,
  report,
  meter,
  removal,
}: Push): Promise<void> {
  if (removal !== undefined) {
    throw new NscError(
      'ERR_NSC_INPUT',
      'account removal only works for nats based account resolver',
    );
  }
  if (input.diff === true || input.dryRun === true) {
    const compared = input.diff === true ? localAccounts(store, store.accountNames()) : accounts;
    await compareWithAccountServer(
      url,
      compared,
      report.group(`compare with account server "${shownUrl(url)}"`),
    );
    return;
  }
  const pushed = await pushToAccountServer(url, accounts, report, meter);
  if (!input.check || pushed.length === 0) return;
  await checkAccountServer(url, pushed, report.group('check the account server'));
}

async function throughNats(push: Push): Promise<void> {
  const { workspace, input, url, report, accounts } = push;
  const system = await connectAsSystem(workspace, input, {
    url,
    name: 'nsc_push',
    subjects: SUBJECTS,
    operations: accounts.length,
  });
  const { servers } = system;
  try {
    if (accounts.length > 0) {
      const text = `push to nats-server "${shownUrl(url)}" using system account "${system.account}"`;
      await pushAccounts(push, servers, report.group(text));
    }
    await clean(push, servers);
  } finally {
    await servers.close();
  }
}

async function pushAccounts(push: Push, servers: Servers, report: Report): Promise<void> {
  const { workspace, local, input, accounts, meter } = push;
  if (input.dryRun === true) return compareWithServers(servers, accounts, report);
  const pushed = await pushToServers(servers, accounts, report, meter);
  if (!input.check || pushed.length === 0) return;
  const context = { local, now: workspace.now };
  await checkServers(servers, pushed, context, push.report.group('check what nats-servers use'));
}

/** What is to go from the servers, or what they have. */
async function clean(push: Push, servers: Servers): Promise<void> {
  const { workspace, store, local, input, removal, report } = push;
  const signer = {
    operator: (): KeyPair => deletionSigner(workspace, store, { named: input.privateKey }),
    now: workspace.now,
  };
  if (input.prune === true) {
    const line = report.group('prune nats-server with nats account resolver');
    const { foreign, servers: count } = await listAccounts(servers, local, line);
    if (input.dryRun === true) foreign.forEach((key) => line.ok(`account ${key} would be pruned`));
    else await deleteAccounts(servers, foreign, signer, line, count);
  } else if (removal !== undefined) {
    const line = report.group('prune nats-server with nats account resolver');
    if (input.dryRun === true) line.ok(`account ${removal} would be pruned`);
    else await deleteAccounts(servers, [removal], signer, line);
  } else if (input.diff === true) {
    const line = report.group('diff nats-server with nats account resolver');
    await listAccounts(servers, local, line);
    const all = localAccounts(store, store.accountNames());
    await compareWithServers(servers, all, report.group('what a push of all accounts would do'));
  }
}
