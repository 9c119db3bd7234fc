import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { canSign, parseKey } from './key-text.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import type { Workspace } from './store/workspace.ts';

export interface ImportKeysInput {
  readonly dir: string;
  /** Whether folders in it are looked through, too. */
  readonly recurse?: boolean | undefined;
}

/** Takes all seeds of a folder, in files that end in `.nk`, into the keystore. */
export function importKeys(workspace: Workspace, { dir, recurse }: ImportKeysInput): Result {
  const folder = workspace.expand(dir);
  const paths = keyFilesIn(folder, recurse === true);
  if (paths.length === 0) throw new NscError('ERR_NSC_NOT_FOUND', 'no nkey (.nk) files found');
  const report = new Report();
  for (const path of paths) importKey(workspace, path, report);
  return { report, sums: true };
}

function importKey(workspace: Workspace, path: string, report: Report): void {
  const pair = parseKey(workspace.files.read(path) ?? '');
  if (pair === undefined || !canSign(pair)) {
    report.error(`failed to import \`${path}\`: it holds no seed`);
    return;
  }
  try {
    workspace.keystore.add(pair);
    report.ok(`${pair.publicKey} was added to the keystore`);
  } catch (error) {
    if (!(error instanceof NscError)) throw error;
    report.error(`failed to import \`${path}\`: ${error.message}`);
  }
}

function keyFilesIn(folder: string, recursive: boolean): string[] {
  const info = statSync(folder, { throwIfNoEntry: false });
  if (info === undefined) {
    throw new NscError('ERR_NSC_NOT_FOUND', `stat ${folder}: no such file or directory`);
  }
  if (!info.isDirectory()) {
    throw new NscError('ERR_NSC_INPUT', `\`${folder}\` is not a directory`);
  }
  return readdirSync(folder, { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.nk'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
