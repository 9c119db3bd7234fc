import { encode } from '../jwt/codec.ts';
import { newOperatorClaims } from '../jwt/operator-claims.ts';
import { createOperator } from '../nkeys/create.ts';
import type { KeyPair } from '../nkeys/keypair.ts';
import { validity, type ValidityInput } from './common-claims.ts';
import { NscError } from './errors.ts';
import { canSign, requireKey } from './key-text.ts';
import { loadOperator, type ForeignOperator, type KnownOperators } from './operator-source.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { checkName } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import { addSystemAccount } from './system-account.ts';
import { nameOrRandom } from './values/names.ts';

export interface AddOperatorInput extends ValidityInput {
  readonly name?: string | undefined;
  /** Also makes a system account. */
  readonly sys?: boolean | undefined;
  readonly generateSigningKey?: boolean | undefined;
  /** Where an operator that is somebody else's comes from: a URL, a file, a well-known name. */
  readonly url?: string | undefined;
  /** Takes it though another of that name is there. */
  readonly force?: boolean | undefined;
  /** The operator's own key, if it is not to be made. */
  readonly privateKey?: string | undefined;
  readonly known: KnownOperators;
}

/** Adds an operator of one's own, or somebody else's, and chooses it. */
export async function addOperator(workspace: Workspace, input: AddOperatorInput): Promise<Result> {
  const { url } = input;
  if (url === undefined || url === '') return makeOperator(workspace, input);
  if (input.sys === true) {
    const text = 'importing an operator is not compatible with system account generation';
    throw new NscError('ERR_NSC_INPUT', text);
  }
  return importOperator(workspace, input, await loadOperator(url, input.known, workspace));
}

function makeOperator(workspace: Workspace, input: AddOperatorInput): Result {
  if (input.force === true) throw new NscError('ERR_NSC_INPUT', 'force only works with -u');
  const name = nameOrRandom(input.name);
  checkName(name, 'operator');
  if (input.generateSigningKey === true && input.privateKey !== undefined) {
    const text = 'signing key can not be added when importing the operator';
    throw new NscError('ERR_NSC_INPUT', text);
  }
  const pair = ownKey(workspace, input);
  refuseExisting(workspace, name);
  const store = workspace.createStore(name, false);
  const report = new Report();
  // A seed that was named stays where it is, which may be offline.
  if (input.privateKey === undefined) {
    workspace.keystore.add(pair);
    report.ok(`generated and stored operator key "${pair.publicKey}"`);
  }
  const signingKey = input.generateSigningKey === true ? createOperator() : undefined;
  if (signingKey !== undefined) workspace.keystore.add(signingKey);
  const system =
    input.sys === true ? addSystemAccount(workspace, store, signingKey ?? pair) : undefined;
  const claims = newOperatorClaims(pair.publicKey);
  const nats = {
    ...claims.nats,
    signing_keys: signingKey === undefined ? [] : [signingKey.publicKey],
    system_account: system?.publicKey ?? '',
  };
  const { now } = workspace;
  store.setOperator(encode({ ...claims, ...validity(input, now), name, nats }, pair, { now }));
  workspace.choose({ operator: name, account: '' });
  report.ok(`added operator "${name}"`).ok(SERVER_VERSION);
  if (signingKey !== undefined) report.ok(`created operator signing key: ${signingKey.publicKey}`);
  if (system !== undefined) {
    report
      .ok(`created system_account: name:SYS id:${system.publicKey}`)
      .ok(`created system account user: name:sys id:${system.userKey}`)
      .ok(`system account user creds file stored in ${workspace.show(system.credsPath)}`);
  }
  return { report, data: { operator: { name, key: pair.publicKey } } };
}

const SERVER_VERSION =
  'When running your own nats-server, make sure they run at least version 2.2.0';

function importOperator(
  workspace: Workspace,
  input: AddOperatorInput,
  foreign: ForeignOperator,
): Result {
  const { token, claims } = foreign;
  const name =
    input.name === undefined || input.name === '' ? foreign.name : nameOrRandom(input.name);
  checkName(name, 'operator');
  const report = new Report();
  const isThere = workspace.operatorNames().includes(name);
  if (input.force !== true) refuseExisting(workspace, name);
  const store = isThere ? workspace.store(name) : workspace.createStore(name, true);
  if (isThere && store.hasOperator() && store.operator().sub !== claims.sub) {
    report.warning('existing and new operator represent different entities, forced to continue');
  }
  store.setOperator(token);
  workspace.choose({ operator: name });
  report.ok(`imported operator "${name}"`).ok(SERVER_VERSION);
  return { report, data: { operator: { name, key: claims.sub } } };
}

function refuseExisting(workspace: Workspace, name: string): void {
  if (!workspace.operatorNames().includes(name)) return;
  const hint = 'please inspect and use --force to overwrite';
  throw new NscError('ERR_NSC_EXISTS', `operator named ${name} exists already ${hint}`);
}

function ownKey(workspace: Workspace, { privateKey }: AddOperatorInput): KeyPair {
  if (privateKey === undefined) return createOperator();
  const pair = requireKey(privateKey, 'operator', workspace);
  if (canSign(pair)) return pair;
  const known = workspace.keystore.find(pair.publicKey);
  if (known !== undefined) return known;
  throw new NscError('ERR_NSC_SIGNER', `the seed of ${pair.publicKey} is not in the keystore`);
}
