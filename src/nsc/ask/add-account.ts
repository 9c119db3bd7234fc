import type { AddAccountInput } from '../add-account.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { askName, askValidity } from './answers.ts';
import { askAccountSigner, askOwnKey } from './keys.ts';

/** Name, key, validity and signer of a new account. */
export async function ask<I extends AddAccountInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const name = await askName('account name', input.name, prompter);
  const publicKey = await askOwnKey(workspace, 'account', input.publicKey, prompter);
  const times = await askValidity(input, prompter, workspace.now);
  // In a managed store the new account signs itself, whose key is still to be made.
  const privateKey = workspace.store().isManaged
    ? input.privateKey
    : await askAccountSigner(
        workspace,
        { privateKey: input.privateKey },
        prompter,
        'select the key to sign the account',
      );
  return { ...input, name, publicKey, ...times, privateKey };
}
