import { newAccountClaims } from '../jwt/account-claims.ts';
import { encode } from '../jwt/codec.ts';
import { createAccount } from '../nkeys/create.ts';
import { validity, type ValidityInput } from './common-claims.ts';
import { NscError } from './errors.ts';
import { requireKey } from './key-text.ts';
import { editPermissions, type PermissionInput } from './permissions.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { saveAccount } from './save-account.ts';
import { accountSigner } from './signer.ts';
import { checkName } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import { nameOrRandom } from './values/names.ts';

export interface AddAccountInput extends PermissionInput, ValidityInput {
  readonly name?: string | undefined;
  /** The account's key, or a file with it, if it is not to be made. */
  readonly publicKey?: string | undefined;
  readonly privateKey?: string | undefined;
}

/** Adds an account and chooses it. */
export async function addAccount(workspace: Workspace, input: AddAccountInput): Promise<Result> {
  const name = nameOrRandom(input.name);
  checkName(name, 'account');
  const store = workspace.store();
  const folded = name.toLowerCase();
  // Case does not tell folders apart on every system.
  if (store.accountNames().some((each) => each.toLowerCase() === folded)) {
    throw new NscError('ERR_NSC_EXISTS', `the account "${name}" already exists`);
  }
  const { publicKey } = input;
  const { now, keystore } = workspace;
  const pair =
    publicKey === undefined ? createAccount() : requireKey(publicKey, 'account', workspace);
  const signer = accountSigner(workspace, store, { named: input.privateKey }, pair);
  const report = new Report();
  const claims = newAccountClaims(pair.publicKey);
  const nats = {
    ...claims.nats,
    default_permissions: editPermissions(claims.nats.default_permissions, input, report),
  };
  const token = encode({ ...claims, ...validity(input, now), name, nats }, signer, { now });
  // A seed that was named stays where it is, which may be offline.
  if (publicKey === undefined) {
    keystore.add(pair);
    report.ok(`generated and stored account key "${pair.publicKey}"`);
  }
  await saveAccount(store, name, token, report);
  workspace.choose({ account: name });
  report.ok(`added account "${name}"`);
  return { report, data: { account: { name, key: pair.publicKey } } };
}
