/** How a command gets at a workspace: to look, or to change it as the only one who does. */
import { commit, hasJournal, recover, sweep } from './commit.ts';
import { Lock, type LockOptions } from './lock.ts';
import { settingsPath } from './settings.ts';
import { Workspace, type Surroundings } from './workspace.ts';

export interface Change extends LockOptions {
  /** What the history calls it. */
  readonly command: string;
  /** Where the stores are or will be, if not where they were. */
  readonly storeRoot?: string | undefined;
}

/** A workspace to read from. A change that was interrupted is finished first. */
export async function lookAt(surroundings: Surroundings): Promise<Workspace> {
  const workspace = new Workspace(surroundings);
  const root = workspace.storeRoot;
  if (!hasJournal(root)) return workspace;
  const lock = await Lock.take(root);
  try {
    recover(root);
  } finally {
    lock.release();
  }
  return new Workspace(surroundings);
}

/** Has `action` change the workspace. What it did is there as a whole once this resolves, and not at all if it rejects. */
export async function change<T>(
  surroundings: Surroundings,
  { command, storeRoot, ...options }: Change,
  action: (workspace: Workspace) => T | Promise<T>,
): Promise<T> {
  const root = storeRoot ?? new Workspace(surroundings).storeRoot;
  const lock = await Lock.take(root, options);
  try {
    recover(root);
    const workspace = new Workspace(surroundings);
    if (lock.abandoned.length > 0) {
      const { config, keystore, state } = workspace.directories;
      sweep([root, config, keystore, state], lock.abandoned);
    }
    const result = await action(workspace);
    record(workspace, command);
    commit(root, lock.id, workspace.files.pending());
    return result;
  } finally {
    lock.release();
  }
}

/** Takes note of what is about to change; choosing another account is nothing to take back. */
function record(workspace: Workspace, command: string): void {
  const { files, now, directories, undoes } = workspace;
  const settings = settingsPath(directories.config);
  const changes = files.pending().files.filter(({ path }) => path !== settings);
  if (changes.length === 0) return;
  const entry = { time: now.toISOString(), command, ...(undoes === undefined ? {} : { undoes }) };
  workspace.history().record(entry, changes);
}
