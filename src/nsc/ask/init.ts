import type { InitInput } from '../init.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { checkName } from '../store/operator-store.ts';
import { randomName } from '../values/names.ts';
import { complaintOf } from './answers.ts';

const [CREATE, OTHER] = ['Create Operator', 'Other'];

/** First contact: where, whose operator, and what all is called. */
export async function ask<I extends InitInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const dir = await prompter.text('enter a configuration directory', {
    byDefault: input.dir ?? workspace.storeRoot,
  });
  const names = Array.from(input.known.keys());
  const choices = [...names, CREATE, OTHER];
  const choice = await prompter.select(
    'Select an operator',
    choices,
    input.remoteOperator ?? CREATE,
  );
  const url = choice === OTHER ? await askUrl(prompter) : undefined;
  const remoteOperator = names.includes(choice) ? choice : undefined;
  const what = choice === CREATE ? 'operator, account and user' : 'account and user';
  const name = await prompter.text(`name your ${what}`, {
    byDefault: input.name ?? randomName(),
    complaint: complaintOf((answer) => checkName(answer, 'operator')),
  });
  return { ...input, dir, url, remoteOperator, name };
}

async function askUrl(prompter: Prompter): Promise<string> {
  return prompter.text('Operator URL', {
    complaint: (answer) =>
      /^https?:\/\/[^/]/i.test(answer) ? undefined : 'it must be a URL of http or https',
  });
}
