import { join } from 'node:path';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { needsUpgrade, type UpgradeJwtInput } from '../upgrade-jwt.ts';

const BACKUP = `It is advisable to create a backup of the store.
Do you want to create a backup in the form of a zip file now?`;

const CONVERT = `In order to use jwt V2, you must upgrade all nats-server prior to usage!
Did you upgrade all nats-server and do you want to convert all non managed
operator / account / user jwt to V2?
Once converted you need to re-distribute the operator jwt wherever used.
This includes, but is not limited to:
    ALL nats-server, which need to be restarted (one by one is ok)
    ALL dependent nsc stores in managed mode
`;

/** Where the store is kept as it was, and whether it is to change at all. */
export async function ask<I extends UpgradeJwtInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  if (input.yes === true || !needsUpgrade(workspace)) return input;
  const backup = (await prompter.confirm(BACKUP, true))
    ? await prompter.text('zip file name:', { byDefault: input.backup ?? proposed(workspace) })
    : undefined;
  return { ...input, backup, yes: await prompter.confirm(CONVERT, false) };
}

function proposed(workspace: Workspace): string {
  const { name } = workspace.store().operator();
  return join(workspace.directories.current, `${name}-jwtV1-upgrade-backup.zip`);
}
