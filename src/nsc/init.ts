/** A first environment: operator, system account, account and user. */
import { newAccountClaims } from '../jwt/account-claims.ts';
import { encode } from '../jwt/codec.ts';
import { newOperatorClaims } from '../jwt/operator-claims.ts';
import { newUserClaims } from '../jwt/user-claims.ts';
import { createAccount, createOperator, createUser } from '../nkeys/create.ts';
import { NscError } from './errors.ts';
import { loadOperator, type KnownOperators } from './operator-source.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { saveAccount } from './save-account.ts';
import { saveUser } from './save-user.ts';
import { checkName, type OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import { addSystemAccount } from './system-account.ts';
import { randomName } from './values/names.ts';

export interface InitInput {
  /** Where the stores are to be. */
  readonly dir?: string | undefined;
  /** Of the operator, the account and the user. */
  readonly name?: string | undefined;
  /** The JWT of an operator that is somebody else's. */
  readonly url?: string | undefined;
  /** The name of a well-known operator. */
  readonly remoteOperator?: string | undefined;
  readonly known: KnownOperators;
}

const SERVICE_URL = 'nats://localhost:4222';

export async function init(workspace: Workspace, input: InitInput): Promise<Result> {
  const name =
    input.name === undefined || input.name === '' || input.name === '*' ? randomName() : input.name;
  checkName(name, 'operator');
  if (input.dir !== undefined) workspace.choose({ storeRoot: workspace.expand(input.dir) });
  const report = new Report();
  const source = input.url ?? remoteUrl(input);
  const store =
    source === undefined
      ? makeOperator(workspace, name, report)
      : await importOperator(workspace, source, input.known, report);
  workspace.choose({ operator: store.name });
  if (store.hasAccount(name)) {
    throw new NscError('ERR_NSC_EXISTS', `init failed: an account named "${name}" already exists`);
  }
  await addAccountAndUser(workspace, store, name, report);
  workspace.choose({ account: name });
  if (!store.isManaged) report.message(LOCAL_SERVER);
  return {
    report,
    sums: true,
    data: { operator: { name: store.name }, account: { name }, user: { name } },
  };
}

function remoteUrl({ remoteOperator, known }: InitInput): string | undefined {
  if (remoteOperator === undefined || remoteOperator === '') return undefined;
  const url = known.get(remoteOperator.toLowerCase());
  if (url !== undefined) return url;
  const names = Array.from(known.keys()).join(', ');
  throw new NscError('ERR_NSC_NOT_FOUND', `error operator "${remoteOperator}" was not found`, {
    suggestions: [`known are ${names}; NSC_<NAME>_OPERATOR adds others`],
  });
}

function makeOperator(workspace: Workspace, name: string, report: Report): OperatorStore {
  if (workspace.operatorNames().includes(name)) {
    const where = `already exists in \`${workspace.storeRoot}\``;
    const advice = 'specify a different directory with --dir';
    throw new NscError('ERR_NSC_EXISTS', `an operator named \`${name}\` ${where} - ${advice}`);
  }
  const pair = createOperator();
  workspace.keystore.add(pair);
  const store = workspace.createStore(name, false);
  const system = addSystemAccount(workspace, store, pair);
  const claims = newOperatorClaims(pair.publicKey);
  const nats = {
    ...claims.nats,
    operator_service_urls: [SERVICE_URL],
    system_account: system.publicKey,
  };
  store.setOperator(encode({ ...claims, name, nats }, pair, { now: workspace.now }));
  report
    .ok(`created operator ${name}`)
    .ok(`created system_account: name:SYS id:${system.publicKey}`)
    .ok(`created system account user: name:sys id:${system.userKey}`)
    .ok(`system account user creds file stored in ${workspace.show(system.credsPath)}`);
  return store;
}

async function importOperator(
  workspace: Workspace,
  source: string,
  known: KnownOperators,
  report: Report,
): Promise<OperatorStore> {
  const { token, claims, name } = await loadOperator(source, known, workspace);
  if (claims.nats.account_server_url === '') {
    const text = `error importing operator "${name}" - it doesn't define an account server url`;
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  const isThere = workspace.operatorNames().includes(name);
  const store = isThere ? workspace.store(name) : workspace.createStore(name, true);
  if (isThere && store.operator().sub !== claims.sub) {
    const text = `error a different operator named "${name}" already exists`;
    throw new NscError(
      'ERR_NSC_EXISTS',
      `${text} -- specify --dir to create at a different location`,
    );
  }
  store.setOperator(token);
  report.ok(`add managed operator ${name}`);
  return store;
}

async function addAccountAndUser(
  workspace: Workspace,
  store: OperatorStore,
  name: string,
  report: Report,
): Promise<void> {
  const { keystore, now } = workspace;
  const [pair, user] = [createAccount(), createUser()];
  keystore.add(pair);
  keystore.add(user);
  const claims = { ...newAccountClaims(pair.publicKey), name };
  const signer = store.isManaged ? pair : keystore.find(store.operator().sub)!; // makeOperator put it there.
  await saveAccount(store, name, encode(claims, signer, { now }), report);
  report.ok(`created account ${name}`);
  const userClaims = { ...newUserClaims(user.publicKey), name };
  const issue = {
    store,
    accountName: name,
    account: claims,
    name,
    claims: userClaims,
    signer: pair,
  };
  saveUser(workspace, issue, new Report());
  const credsPath = keystore.credsPathOf(store.name, name, name);
  report
    .ok(`created user "${name}"`)
    .ok(`project jwt files created in ${workspace.show(workspace.storeRoot)}`)
    .ok(`user creds file stored in ${workspace.show(credsPath)}`);
}

const LOCAL_SERVER = [
  'to run a local server using this configuration, enter:',
  '  nsc generate config --mem-resolver --config-file <path/server.conf>',
  'then start a nats-server using the generated config:',
  '  nats-server -c <path/server.conf>',
].join('\n');
