/**
 * Everything that it takes to work with an account at somebody else's operator, from a profile URL
 * (`nsc://operator?secret=SA…`) or the account's seed: operator, account, a user, and a context of the nats command line.
 */
import { dirname } from 'node:path';
import type { AccountClaims } from '../jwt/account-claims.ts';
import { decodeAs } from '../jwt/codec.ts';
import type { OperatorClaims } from '../jwt/operator-claims.ts';
import { newUserClaims } from '../jwt/user-claims.ts';
import { EMPTY_CONTEXT } from '../nats-client/context.ts';
import { Contexts } from '../nats-client/contexts.ts';
import { createUser } from '../nkeys/create.ts';
import { parseDecoratedJwt } from '../nkeys/creds.ts';
import type { KeyPair } from '../nkeys/keypair.ts';
import { accountUrl } from './account-server.ts';
import { NscError } from './errors.ts';
import { canSign, resolveKey } from './key-text.ts';
import { fetchText, loadOperator, type KnownOperators } from './operator-source.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { saveUser } from './save-user.ts';
import { userSigner } from './signer.ts';
import { checkName, type OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface LoadInput {
  /** `nsc://operator?secret=SA…&user=name`. */
  readonly profile?: string | undefined;
  /** Of the operator's JWT, where there is no profile. */
  readonly url?: string | undefined;
  /** The account's seed, or a file with it. */
  readonly seed?: string | undefined;
  readonly user: string;
  readonly known: KnownOperators;
}

export interface Loaded extends Result {
  readonly report: Report;
  /** The context that the nats command line is to have. */
  readonly context: NatsContext;
}

interface NatsContext {
  readonly name: string;
  readonly description: string;
  readonly url: string;
  readonly creds: string;
}

interface Source {
  /** What the operator is called here; its own name unless given. */
  readonly operator: string | undefined;
  readonly url: string;
  readonly seed: string;
  readonly user: string;
}

export async function load(workspace: Workspace, input: LoadInput): Promise<Loaded> {
  const source = sourceOf(input);
  checkName(source.user, 'user');
  const { token, claims, name } = await loadOperator(source.url, input.known, workspace);
  const server = claims.nats.account_server_url;
  if (server === '') {
    const text = `error importing operator "${name}" - it doesn't define an account server url`;
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  const pair = accountPair(workspace, source.seed);
  const account = await fetchAccount(server, pair.publicKey);
  const report = new Report();
  const store = keepOperator(workspace, source.operator ?? name, token, claims);
  store.setAccount(account.claims.name, account.token);
  workspace.keystore.add(pair);
  workspace.choose({ operator: store.name });
  workspace.choose({ account: account.claims.name });
  const creds = addUser(workspace, store, account.claims, source.user, report);
  const context = {
    name: `${store.name}_${account.claims.name}_${source.user}`,
    description: `${store.name} (${claims.name})`,
    url: claims.nats.operator_service_urls.join(','),
    creds,
  };
  return { report, context, data: { operator: store.name, account: account.claims.name, context } };
}

/** Makes and selects the context. */
export async function keepContext(folder: string, context: NatsContext): Promise<void> {
  const { name, description, url, creds } = context;
  const contexts = new Contexts(dirname(folder));
  await contexts.save(name, { ...EMPTY_CONTEXT, description, url, creds });
  await contexts.select(name);
}

function sourceOf({ profile, url = '', seed = '', user, known }: LoadInput): Source {
  if (profile === undefined || profile === '') {
    if (url !== '') return { operator: undefined, url, seed, user };
    throw new NscError('ERR_NSC_INPUT', 'missing account server URL', {
      suggestions: ['name the operator with --profile, or the URL of its JWT with --url'],
    });
  }
  const parsed = URL.canParse(profile) ? new URL(profile) : undefined;
  if (parsed?.protocol !== 'nsc:' || parsed.hostname === '') {
    throw new NscError('ERR_NSC_INPUT', 'a profile URL looks like nsc://operator?secret=SA…');
  }
  const operator = decodeURIComponent(parsed.hostname);
  const place = known.get(operator.toLowerCase());
  if (place === undefined) {
    throw new NscError('ERR_NSC_NOT_FOUND', 'operator not found', {
      suggestions: [
        `known are ${Array.from(known.keys()).join(', ')}`,
        `NSC_${operator.toUpperCase()}_OPERATOR=http://host:port/jwt/v1/operator adds "${operator}"`,
        'nsc env --store names a store that has it',
      ],
    });
  }
  const query = parsed.searchParams;
  return {
    operator,
    url: place,
    seed: query.get('secret') ?? seed,
    user: query.get('user') ?? user,
  };
}

function accountPair(workspace: Workspace, seed: string): KeyPair {
  const pair = seed === '' ? undefined : resolveKey(seed, workspace);
  if (pair?.kind === 'account' && canSign(pair)) return pair;
  throw new NscError('ERR_NSC_INPUT', 'expected account seed to initialize');
}

/** The account must be known to the operator. */
async function fetchAccount(
  server: string,
  key: string,
): Promise<{ readonly token: string; readonly claims: AccountClaims }> {
  const url = accountUrl(server, key);
  const token = parseDecoratedJwt(await fetchText(url)).trim();
  let claims: AccountClaims;
  try {
    claims = decodeAs('account', token);
  } catch (cause) {
    const { message } = cause as Error;
    throw new NscError('ERR_NSC_REMOTE', `what ${url} gives is no account: ${message}`, { cause });
  }
  if (claims.sub !== key) {
    throw new NscError('ERR_NSC_REMOTE', `what ${url} gives is account ${claims.sub}`);
  }
  checkName(claims.name, 'account');
  return { token, claims };
}

function keepOperator(
  workspace: Workspace,
  name: string,
  token: string,
  claims: OperatorClaims,
): OperatorStore {
  checkName(name, 'operator');
  const isThere = workspace.operatorNames().includes(name);
  const store = isThere ? workspace.store(name) : workspace.createStore(name, true);
  if (isThere && store.operator().sub !== claims.sub) {
    const text = `error a different operator named "${name}" already exists`;
    throw new NscError(
      'ERR_NSC_EXISTS',
      `${text} -- specify --data-dir to create at a different location`,
    );
  }
  store.setOperator(token);
  return store;
}

/** Answers where the user's creds are. */
function addUser(
  workspace: Workspace,
  store: OperatorStore,
  account: AccountClaims,
  name: string,
  report: Report,
): string {
  const { keystore } = workspace;
  const creds = keystore.credsPathOf(store.name, account.name, name);
  if (store.hasUser(account.name, name)) {
    report.warning(`the user "${name}" already exists`);
    if (workspace.files.has(creds)) return creds;
    const text = `user "${name}" credentials not found at ${workspace.show(creds)}`;
    throw new NscError('ERR_NSC_NOT_FOUND', text);
  }
  const signer = userSigner(workspace, store, account, {});
  const pair = createUser();
  keystore.add(pair);
  const claims = { ...newUserClaims(pair.publicKey), name };
  saveUser(
    workspace,
    { store, accountName: account.name, account, name, claims, signer },
    new Report(),
  );
  report
    .ok(`generated and stored user key "${pair.publicKey}"`)
    .ok(`generated and stored user credentials at ${workspace.show(creds)}`);
  return creds;
}
