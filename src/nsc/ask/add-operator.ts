import { existsSync } from 'node:fs';
import type { AddOperatorInput } from '../add-operator.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { askName, askValidity, startingWith } from './answers.ts';
import { askOwnKey } from './keys.ts';

/** What a new operator is, or where somebody else's comes from. */
export async function ask<I extends AddOperatorInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  if (await prompter.confirm('import operator from a JWT', true)) {
    const complaint = (answer: string) =>
      isSource(answer, input, workspace) ? undefined : `"${answer}" is no file, URL or known name`;
    const question = 'path or url for operator jwt';
    const url = await prompter.text(question, { ...startingWith(input.url), complaint });
    return { ...input, url, sys: false };
  }
  const name = await askName('operator name', input.name, prompter);
  const times = await askValidity(input, prompter, workspace.now);
  const sys = await prompter.confirm('Generate system account?', true);
  const generateSigningKey = await prompter.confirm('Generate signing key?', true);
  const privateKey = await askOwnKey(workspace, 'operator', input.privateKey, prompter);
  return { ...input, name, ...times, url: undefined, sys, generateSigningKey, privateKey };
}

function isSource(answer: string, { known }: AddOperatorInput, workspace: Workspace): boolean {
  if (/^https?:\/\/./i.test(answer) || known.has(answer.toLowerCase())) return true;
  return answer !== '' && existsSync(workspace.expand(answer));
}
