import { encode } from '../jwt/codec.ts';
import { removeUser } from './delete-user.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { saveAccount } from './save-account.ts';
import { accountSigner } from './signer.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface DeleteAccountInput {
  readonly name?: string | undefined;
  readonly revoke: boolean;
  readonly rmNkey?: boolean | undefined;
  readonly rmCreds?: boolean | undefined;
  /** Needed in a managed store. */
  readonly force?: boolean | undefined;
  readonly privateKey?: string | undefined;
}

/** Servers can't be told to forget an account but by its end: that is pushed where the operator is somebody else. */
export async function deleteAccount(
  workspace: Workspace,
  input: DeleteAccountInput,
): Promise<Result> {
  const store = workspace.store();
  const name = workspace.resolveAccount(input.name);
  if (store.isManaged && input.force !== true) {
    const why = 'managed accounts may require the account JWT or nkeys to cancel a service';
    throw new NscError('ERR_NSC_REFUSED', `${why}, specify the --force to override`);
  }
  const before = store.account(name);
  const { keystore, now } = workspace;
  const choice = { named: input.privateKey, preferred: before.iss };
  const signer = accountSigner(workspace, store, choice, keystore.find(before.sub));
  const report = new Report();
  let account = before;
  for (const user of store.userNames(name)) {
    account = removeUser(workspace, store, name, account, user, input, report);
  }
  const exp = Math.floor(now.getTime() / 1000) + 60;
  await saveAccount(store, name, encode({ ...account, exp }, signer, { now }), report);
  report.ok(`expired account "${name}"`);
  if (input.rmNkey === true) removeKeys(workspace, store, name, report);
  store.removeAccount(name);
  report.ok('deleted account').ok('deleted account directory');
  if (workspace.accountName === name) workspace.choose({ account: '' });
  return {
    report,
    notes: ['servers that have the account keep it until it is removed there: nsc push --prune'],
  };
}

function removeKeys(
  { keystore }: Workspace,
  store: OperatorStore,
  name: string,
  report: Report,
): void {
  const { sub, nats } = store.account(name);
  for (const key of nats.signing_keys.keys()) {
    report.ok(
      keystore.has(key) ? `deleted signing key "${key}"` : `signing key "${key}" is not stored`,
    );
    keystore.remove(key);
  }
  report.ok(
    keystore.has(sub) ? `deleted privated key "${sub}"` : `private key "${sub}" is not stored`,
  );
  keystore.remove(sub);
}
