import { NscError } from '../errors.ts';
import type { Prompter } from '../prompter.ts';
import type { UserRevocationInput } from '../revocations.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount, chooseItem } from './choose.ts';
import { askAccountSigner } from './keys.ts';

/** Which of the revoked users is let in again. */
export async function ask<I extends UserRevocationInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const store = workspace.store();
  const keys = Array.from(store.account(account).nats.revocations.keys()).sort();
  if (keys.length === 0) {
    const text = `no user revocations set in account ${account}`;
    throw new NscError('ERR_NSC_NOT_FOUND', text);
  }
  const names = new Map(
    store.userNames(account).map((name) => [store.user(account, name).sub, name]),
  );
  const labelOf = (key: string) => names.get(key) ?? (key === '*' ? 'All Users' : key);
  const userPublicKey = await chooseItem(prompter, 'select revoked user to clear', keys, labelOf);
  const privateKey = await askAccountSigner(workspace, { ...input, account }, prompter);
  return { ...input, account, name: undefined, userPublicKey, privateKey };
}
