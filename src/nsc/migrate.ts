/**
 * Moves accounts of another operator under this one, with their users. The seeds are in the keystore already: without a
 * key of the account nobody could go on issuing its users.
 */
import { basename, dirname, join } from 'node:path';
import type { AccountClaims } from '../jwt/account-claims.ts';
import { decodeAs, encode } from '../jwt/codec.ts';
import { didSign } from '../jwt/trust.ts';
import { quoteText } from '../jwt/validation.ts';
import { parseDecoratedJwt } from '../nkeys/creds.ts';
import { NatsxError } from '../base/errors.ts';
import { NscError } from './errors.ts';
import { fetchText } from './operator-source.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { saveAccount } from './save-account.ts';
import { accountSigner } from './signer.ts';
import { checkName, OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface MigrateInput {
  /** A file or URL with the account's JWT; users lie beside a file. */
  readonly url?: string | undefined;
  /** The folder of an operator, all of whose accounts are meant. */
  readonly operatorDir?: string | undefined;
  /** Replaces accounts of the same name. */
  readonly force?: boolean | undefined;
  readonly privateKey?: string | undefined;
}

export async function migrate(workspace: Workspace, input: MigrateInput): Promise<Result> {
  const report = new Report();
  for (const source of accountSources(workspace, input)) {
    try {
      report.add(await migrateOne(workspace, source, input));
    } catch (error) {
      // One that can't be moved does not keep the others.
      if (!(error instanceof NatsxError)) throw error;
      report.error(error.message);
    }
  }
  return {
    report,
    sums: true,
    notes: ['servers know the accounts once they are pushed: nsc push'],
  };
}

/** Files or URLs of accounts. */
function accountSources(
  workspace: Workspace,
  { url = '', operatorDir = '' }: MigrateInput,
): string[] {
  if (url !== '' && operatorDir !== '') {
    throw new NscError('ERR_NSC_INPUT', 'specify one of --url or --operator-dir');
  }
  if (operatorDir === '') {
    if (url !== '') return [url];
    const text = 'an url or path to the account jwt is required';
    throw new NscError('ERR_NSC_INPUT', text, { suggestions: ['--operator-dir takes them all'] });
  }
  const folder = workspace.expand(operatorDir);
  const store = OperatorStore.open(folder, workspace.files);
  if (store === undefined) {
    const text = `error loading operator ${workspace.show(folder)}: it is no operator's folder`;
    throw new NscError('ERR_NSC_NOT_FOUND', text);
  }
  return store.accountNames().map((name) => join(folder, 'accounts', name, `${name}.jwt`));
}

async function migrateOne(
  workspace: Workspace,
  source: string,
  input: MigrateInput,
): Promise<Report> {
  const store = workspace.store();
  const isUrl = /^https?:/i.test(source);
  const path = workspace.expand(source);
  if (!isUrl && path.startsWith(join(store.folder, '/'))) {
    throw new NscError('ERR_NSC_REFUSED', `cannot migrate ${quoteText(path)} onto itself`);
  }
  const token = await load(workspace, source, isUrl);
  const claims = decodeAs('account', token);
  const { name } = claims;
  checkName(name, 'account');
  if (input.force !== true && store.hasAccount(name)) {
    const text = `account ${quoteText(name)} already exists, specify --force to overwrite`;
    throw new NscError('ERR_NSC_EXISTS', text);
  }
  requireAccountKey(workspace, claims);
  const users = isUrl ? [] : readUsers(workspace, claims, join(dirname(path), 'users'));
  const line = new Report();
  await saveAccount(store, name, signedHere(workspace, store, token, claims, input), line);
  for (const user of users) moveUser(workspace, store, name, user);
  const moved = `migrated ${quoteText(name)} to operator ${quoteText(store.operator().name)}`;
  const counted = users.length === 0 ? 'no users migrated' : `${users.length} users migrated`;
  return new Report(`${moved} [${isUrl ? '' : counted}]`).add(...line.lines);
}

async function load(workspace: Workspace, source: string, isUrl: boolean): Promise<string> {
  const text = isUrl ? await fetchText(source) : workspace.files.read(workspace.expand(source));
  if (text !== undefined) return parseDecoratedJwt(text).trim();
  const why = 'no such file or directory';
  throw new NscError('ERR_NSC_NOT_FOUND', `error loading from \`${source}\`: ${why}`);
}

function requireAccountKey({ keystore }: Workspace, { name, sub, nats }: AccountClaims): void {
  const keys = [sub, ...nats.signing_keys.keys()];
  if (keys.some((key) => keystore.has(key))) return;
  const text = `unable to find an account key for ${quoteText(name)} - need one of ${keys.join(', ')}`;
  throw new NscError('ERR_NSC_SIGNER', text);
}

/** Go's nsc leaves the signature of the other operator, whose accounts servers of this one refuse. */
function signedHere(
  workspace: Workspace,
  store: OperatorStore,
  token: string,
  claims: AccountClaims,
  { privateKey }: MigrateInput,
): string {
  if (!store.isManaged && didSign(store.operator(), claims)) return token;
  const own = workspace.keystore.find(claims.sub);
  const signer = accountSigner(workspace, store, { named: privateKey }, own);
  return encode(claims, signer, { now: workspace.now });
}

interface MigratedUser {
  readonly name: string;
  readonly token: string;
  readonly key: string;
}

/** All are read before anything changes: an account moves with its users or not at all. */
function readUsers({ files }: Workspace, account: AccountClaims, folder: string): MigratedUser[] {
  const names = files.filesIn(folder).filter((name) => name.endsWith('.jwt'));
  return names.map((file) => {
    const path = join(folder, file);
    const token = parseDecoratedJwt(files.read(path) ?? '').trim();
    const user = decodeAs('user', token);
    if (didSign(account, user)) return { name: basename(file, '.jwt'), token, key: user.sub };
    const text = `user \`${path}\` is not issued by account ${quoteText(account.name)}`;
    throw new NscError('ERR_NSC_REFUSED', text);
  });
}

function moveUser(
  { keystore }: Workspace,
  store: OperatorStore,
  account: string,
  { name, token, key }: MigratedUser,
): void {
  store.setUser(account, name, token);
  const pair = keystore.find(key);
  if (pair !== undefined) keystore.addCreds(store.name, account, name, token, pair);
}
