import { existsSync } from 'node:fs';
import type { MigrateInput } from '../migrate.ts';
import type { Prompter } from '../prompter.ts';
import { OperatorStore } from '../store/operator-store.ts';
import type { Workspace } from '../store/workspace.ts';
import { startingWith } from './answers.ts';

/** Whether all accounts of an operator are meant, or one. */
export async function ask<I extends MigrateInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  if (await prompter.confirm('migrate all accounts under a particular operator', true)) {
    const operatorDir = await prompter.text('specify the directory for the operator', {
      ...startingWith(input.operatorDir),
      complaint: (answer) =>
        OperatorStore.open(workspace.expand(answer), workspace.files) === undefined
          ? "it is no operator's folder"
          : undefined,
    });
    return { ...input, operatorDir, url: undefined };
  }
  const url = await prompter.text('account jwt url/or path ', {
    ...startingWith(input.url),
    complaint: (answer) =>
      /^https?:\/\/./i.test(answer) || existsSync(workspace.expand(answer))
        ? undefined
        : 'no such file or directory',
  });
  return { ...input, url, operatorDir: undefined };
}
