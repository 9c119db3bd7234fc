import { NscError } from '../errors.ts';
import type { Prompter } from '../prompter.ts';
import type { ActivationRevocationInput } from '../revocations.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseItem } from './choose.ts';
import { askAccountSigner } from './keys.ts';
import { chooseRevocableExport } from './revocable-export.ts';

/** Which of an export's revoked accounts may import it again. */
export async function ask<I extends ActivationRevocationInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const { found, choice } = await chooseRevocableExport(workspace, input, prompter);
  const keys = Array.from(found.revocations.keys()).sort();
  if (keys.length === 0) {
    const text = `${found.type} export ${found.name} doesn't have revocations`;
    throw new NscError('ERR_NSC_NOT_FOUND', text);
  }
  const store = workspace.store();
  const nameOf = (key: string) =>
    key === '*' ? '* [All Accounts]' : (store.accountNameOf(key) ?? '[Unknown Account]');
  const question = 'select account revocation to delete';
  const labelOf = (key: string) => `${key}: ${nameOf(key)}`;
  const targetAccount = await chooseItem(prompter, question, keys, labelOf);
  const privateKey = await askAccountSigner(workspace, { ...input, ...choice }, prompter);
  return { ...input, ...choice, targetAccount, privateKey };
}
