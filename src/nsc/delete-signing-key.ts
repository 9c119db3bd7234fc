import { encode } from '../jwt/codec.ts';
import { changeAccount } from './change-account.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { operatorSigner, scopeOfRole } from './signer.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface DeleteSigningKeyInput {
  readonly account?: string | undefined;
  /** Public keys, or roles of scoped ones. */
  readonly sk: readonly string[];
  /** Whether the operator's are meant. */
  readonly operator?: boolean | undefined;
  readonly rmNkey?: boolean | undefined;
  /** Though what it signed becomes void. */
  readonly force?: boolean | undefined;
  readonly privateKey?: string | undefined;
}

/** Takes signing keys, scoped or not, from an account or the operator. */
export async function deleteSigningKeys(
  workspace: Workspace,
  input: DeleteSigningKeyInput,
): Promise<Result> {
  if (input.sk.length === 0) throw new NscError('ERR_NSC_INPUT', 'signing key is required');
  return input.operator === true
    ? deleteFromOperator(workspace, input)
    : deleteFromAccount(workspace, input);
}

async function deleteFromAccount(
  workspace: Workspace,
  input: DeleteSigningKeyInput,
): Promise<Result> {
  const store = workspace.store();
  const lines = new Report();
  const report = await changeAccount(workspace, input, (account, _, name) => {
    const keys = new Map(account.nats.signing_keys);
    for (const given of new Set(input.sk)) {
      const key = scopeOfRole(account, given)?.key ?? given;
      if (!keys.delete(key)) throw unknown(given, `account "${name}"`);
      const users = store.userNames(name).filter((user) => store.user(name, user).iss === key);
      refuseInUse(key, 'users', users, input);
      tell(workspace, key, input, lines);
    }
    return { ...account, nats: { ...account.nats, signing_keys: keys } };
  });
  const notes = ['servers go on with what it signed until they hear of it: nsc push'];
  return { report: report.add(...lines.lines), notes };
}

function deleteFromOperator(workspace: Workspace, input: DeleteSigningKeyInput): Result {
  const store = workspace.store();
  const operator = store.operator();
  const report = new Report();
  let keys = operator.nats.signing_keys;
  for (const key of new Set(input.sk)) {
    if (!keys.includes(key)) throw unknown(key, `operator "${operator.name}"`);
    keys = keys.filter((each) => each !== key);
    refuseInUse(key, 'accounts', accountsSignedBy(store, key), input);
    tell(workspace, key, input, report);
  }
  const signer = operatorSigner(workspace, store, { named: input.privateKey });
  const nats = { ...operator.nats, signing_keys: keys };
  store.setOperator(encode({ ...operator, nats }, signer, { now: workspace.now }));
  return { report, notes: ["servers read the operator's JWT from their configuration"] };
}

function accountsSignedBy(store: OperatorStore, key: string): string[] {
  return store.accountNames().filter((name) => store.account(name).iss === key);
}

function unknown(key: string, owner: string): NscError {
  return new NscError('ERR_NSC_NOT_FOUND', `"${key}" is no signing key of ${owner}`);
}

function refuseInUse(
  key: string,
  what: string,
  names: readonly string[],
  { force }: DeleteSigningKeyInput,
): void {
  if (names.length === 0 || force === true) return;
  const some = names.slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '');
  const text = `${key} signed ${names.length} ${what}, which become void: ${some}`;
  throw new NscError('ERR_NSC_REFUSED', text, {
    suggestions: ['sign them with another key first, or specify --force'],
  });
}

function tell(
  { keystore }: Workspace,
  key: string,
  { rmNkey }: DeleteSigningKeyInput,
  report: Report,
): void {
  report.ok(`removed signing key "${key}"`);
  if (rmNkey !== true || !keystore.has(key)) return;
  keystore.remove(key);
  report.ok(`deleted private key "${key}"`);
}
