import { join } from 'node:path';
import { NscError } from './errors.ts';
import { collectKeys, type KeyEntry, type KeyFilter } from './list-keys.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import type { Workspace } from './store/workspace.ts';

export interface ExportKeysInput extends KeyFilter {
  readonly dir: string;
  readonly curves?: boolean | undefined;
  /** One of them. */
  readonly curveKey?: string | undefined;
  readonly includeJwts?: boolean | undefined;
  /** Overwrites files that are there. */
  readonly force?: boolean | undefined;
  /** Removes the seeds from the keystore. */
  readonly remove?: boolean | undefined;
}

export function exportKeys(workspace: Workspace, input: ExportKeysInput): Result {
  const { curveKey } = input;
  const curve = input.curves === true || curveKey !== undefined;
  const keys = collectKeys(workspace, { ...input, curve }).filter(
    ({ key, kind }) => curveKey === undefined || kind !== 'x25519' || key === curveKey,
  );
  if (keys.length === 0) throw new NscError('ERR_NSC_NOT_FOUND', 'no keys found to export');
  const folder = workspace.expand(input.dir);
  const report = new Report();
  for (const key of keys) exportSeed(workspace, folder, key, input, report);
  if (input.includeJwts === true) {
    for (const key of keys) exportToken(workspace, folder, key, input, report);
  }
  return { report, sums: true };
}

function exportSeed(
  workspace: Workspace,
  folder: string,
  { key }: KeyEntry,
  input: ExportKeysInput,
  report: Report,
): void {
  const pair = workspace.keystore.find(key);
  if (pair === undefined) {
    report.warning(`skipped "${key}" - no seed available`);
    return;
  }
  const path = join(folder, `${key}.nk`);
  if (!mayWrite(workspace, path, input, report)) return;
  workspace.files.write(path, pair.seed(), true);
  if (input.remove === true) workspace.keystore.remove(key);
  report.ok(`${input.remove === true ? 'moved' : 'exported'} "${key}"`);
}

function exportToken(
  workspace: Workspace,
  folder: string,
  { key, name, token }: KeyEntry,
  input: ExportKeysInput,
  report: Report,
): void {
  if (token === undefined) return;
  const path = join(folder, `${key}.jwt`);
  if (!mayWrite(workspace, path, input, report)) return;
  workspace.files.write(path, token);
  report.ok(`exported "${key}.jwt (${name})"`);
}

function mayWrite(
  { files }: Workspace,
  path: string,
  { force }: ExportKeysInput,
  report: Report,
): boolean {
  if (force === true || !files.has(path)) return true;
  report.error(`\`${path}\` already exists - specify --force to overwrite`);
  return false;
}
