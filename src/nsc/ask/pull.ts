import { quoteText } from '../../jwt/validation.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount } from './choose.ts';

interface PullAnswers {
  readonly account?: string | undefined;
  readonly all?: boolean | undefined;
}

/** Whether all is pulled, or one account. */
export async function ask<I extends PullAnswers>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const question = `pull operator ${quoteText(workspace.operatorName)} and all accounts`;
  if (await prompter.confirm(question, true)) return { ...input, all: true, account: undefined };
  const account = await chooseAccount(workspace, input.account, prompter);
  return { ...input, all: false, account };
}
