import { NscError } from '../errors.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount, chooseItem } from './choose.ts';
import { askAccountSigner } from './keys.ts';
import { importLabel } from './labels.ts';

interface DeleteImportInput {
  readonly account?: string | undefined;
  readonly subject?: string | undefined;
  readonly srcAccount?: string | undefined;
  readonly privateKey?: string | undefined;
}

/** Which import goes. */
export async function ask<I extends DeleteImportInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const store = workspace.store();
  const { imports } = store.account(account).nats;
  if (imports.length === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', `account "${account}" doesn't have imports`);
  }
  const chosen = await chooseItem(prompter, 'select import to delete', imports, (each) =>
    importLabel(store.accountNameOf(each.account), each),
  );
  const privateKey = await askAccountSigner(workspace, { ...input, account }, prompter);
  const { subject, account: srcAccount } = chosen;
  return { ...input, account, subject, srcAccount, privateKey };
}
