import type { AddUserInput } from '../add-user.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { askName, askValidity } from './answers.ts';
import { chooseAccount } from './choose.ts';
import { askOwnKey, askUserSigner } from './keys.ts';

/** Account, name, key, validity and signer of a new user. */
export async function ask<I extends AddUserInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const name = await askName('user name', input.name, prompter);
  const publicKey = await askOwnKey(workspace, 'user', input.publicKey, prompter);
  const times = await askValidity(input, prompter, workspace.now);
  const choice = { account, privateKey: input.privateKey };
  const privateKey = await askUserSigner(workspace, choice, prompter);
  return { ...input, account, name, publicKey, ...times, privateKey };
}
