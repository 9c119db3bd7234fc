import { addTags } from '../jwt/lists.ts';
import { asScopedUser, newUserClaims } from '../jwt/user-claims.ts';
import { isCidr } from '../jwt/user-restrictions.ts';
import { createUser } from '../nkeys/create.ts';
import { validity, type ValidityInput } from './common-claims.ts';
import { NscError } from './errors.ts';
import { requireKey } from './key-text.ts';
import { editPermissions, type PermissionInput } from './permissions.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { isScoped, refuseBearer, saveUser } from './save-user.ts';
import { userSigner } from './signer.ts';
import { checkName } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import { nameOrRandom } from './values/names.ts';

export interface AddUserInput extends PermissionInput, ValidityInput {
  readonly account?: string | undefined;
  readonly name?: string | undefined;
  /** The user's key, or a file with it, if it is not to be made. */
  readonly publicKey?: string | undefined;
  readonly bearer?: boolean | undefined;
  readonly tag: readonly string[];
  readonly sourceNetwork: readonly string[];
  readonly privateKey?: string | undefined;
}

export function addUser(workspace: Workspace, input: AddUserInput): Result {
  const name = nameOrRandom(input.name);
  checkName(name, 'user');
  const store = workspace.store();
  const accountName = workspace.resolveAccount(input.account);
  const account = store.account(accountName);
  if (store.hasUser(accountName, name)) {
    throw new NscError('ERR_NSC_EXISTS', `the user "${name}" already exists`);
  }
  const odd = input.sourceNetwork.find((network) => !isCidr(network));
  if (odd !== undefined) {
    throw new NscError('ERR_NSC_INPUT', `invalid cidr "${odd}" in user src limits`);
  }
  const signer = userSigner(workspace, store, account, { named: input.privateKey });
  const pair =
    input.publicKey === undefined ? createUser() : requireKey(input.publicKey, 'user', workspace);
  const report = new Report();
  const fresh = newUserClaims(pair.publicKey);
  const { nats, ...common } = isScoped(account, signer) ? asScopedUser(fresh) : fresh;
  const claims = {
    ...common,
    ...validity(input, workspace.now),
    name,
    nats: {
      ...nats,
      ...editPermissions(nats, input, report),
      src: addTags([], ...input.sourceNetwork),
      tags: addTags([], ...input.tag).sort(),
      bearer_token: input.bearer ?? false,
    },
  };
  refuseBearer(account, claims, `account "${accountName}" forbids the use of bearer token`);
  // A seed that was named stays where it is, which may be offline.
  if (input.publicKey === undefined) {
    workspace.keystore.add(pair);
    report.ok(`generated and stored user key "${pair.publicKey}"`);
  }
  saveUser(workspace, { store, accountName, account, name, claims, signer }, report);
  report.ok(`added user "${name}" to account "${accountName}"`);
  return { report, data: { user: { name, key: pair.publicKey, account: accountName } } };
}
