import type { EditUserInput } from '../edit-user.ts';
import { NscError } from '../errors.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { askCommon, askNumber } from './answers.ts';
import { chooseAccount, chooseUser } from './choose.ts';
import { askUserSigner } from './keys.ts';

/** Which user, who signs it, and its limit, times and tags; what is answered as it was stays unnamed. */
export async function ask<I extends EditUserInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const isNamed = input.name !== undefined && input.name !== '';
  const name = isNamed ? input.name : await chooseUser(workspace, account, prompter);
  const store = workspace.store();
  if (!store.hasUser(account, name)) {
    throw new NscError('ERR_NSC_NOT_FOUND', `user "${name}" not found`);
  }
  const choice = { account, privateKey: input.privateKey };
  const privateKey = await askUserSigner(workspace, choice, prompter);
  const before = store.user(account, name);
  const limit = Number(before.nats.payload);
  const question = 'max payload (-1 unlimited)';
  const payload = await askNumber(question, limit, input.payload, prompter);
  const common = await askCommon(before, input, prompter, workspace.now);
  return { ...input, account, name, privateKey, payload, ...common };
}
