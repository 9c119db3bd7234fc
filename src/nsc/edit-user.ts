import { editCommon, type CommonInput } from './common-claims.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import { editRestrictions, type RestrictionInput } from './restrictions.ts';
import type { Result } from './result.ts';
import { refuseBearer, saveUser } from './save-user.ts';
import { userSigner } from './signer.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface EditUserInput extends CommonInput, RestrictionInput {
  readonly account?: string | undefined;
  readonly name?: string | undefined;
  readonly privateKey?: string | undefined;
}

export function editUser(workspace: Workspace, input: EditUserInput): Result {
  const store = workspace.store();
  const accountName = workspace.resolveAccount(input.account);
  const name = chosenUser(store, accountName, input.name);
  if (!store.hasUser(accountName, name)) {
    throw new NscError('ERR_NSC_NOT_FOUND', `user "${name}" not found`);
  }
  const account = store.account(accountName);
  const before = store.user(accountName, name);
  const choice = { named: input.privateKey, preferred: before.iss };
  const signer = userSigner(workspace, store, account, choice);
  const report = new Report();
  const claims = editCommon(before, input, workspace.now, report);
  const edited = { ...claims, nats: editRestrictions(claims.nats, input, report) };
  refuseBearer(account, edited, 'account disallows bearer token');
  saveUser(workspace, { store, accountName, account, name, claims: edited, signer }, report);
  report.ok(`edited user "${name}"`);
  return { report };
}

/** The user that is meant: the named one, or the only one. */
export function chosenUser(
  store: OperatorStore,
  account: string,
  name: string | undefined,
  complaint = 'user name is required',
): string {
  if (name !== undefined && name !== '') return name;
  const names = store.userNames(account);
  if (names.length === 1) return names[0]!;
  throw new NscError('ERR_NSC_INPUT', complaint);
}
