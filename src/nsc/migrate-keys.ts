/** Keystores of a much older nsc: seeds and creds lie by operator, account and user. */
import { randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parseKey } from './key-text.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import type { Workspace } from './store/workspace.ts';

/** Builds a keystore of today beside the old one, and puts it in its place; the old one is kept. */
export function migrateKeys(workspace: Workspace): Result {
  const { keystore } = workspace;
  const shown = workspace.show(keystore.folder);
  if (!keystore.needsMigration()) return { notes: [`keystore ${shown} does not need migration`] };
  const suffix = randomBytes(11).toString('hex').toUpperCase();
  const fresh = join(dirname(keystore.folder), suffix);
  const old = `${keystore.folder}_${suffix}`;
  const report = new Report();
  try {
    copyKeys(keystore.folder, fresh, report);
    renameSync(keystore.folder, old);
    renameSync(fresh, keystore.folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  const renamed = `old store was renamed to ${workspace.show(old)} - remove at your convenience`;
  report.ok(`keystore ${shown} was migrated - ${renamed}`);
  return { report };
}

function copyKeys(from: string, to: string, report: Report): void {
  for (const folder of ['keys', 'creds'])
    mkdirSync(join(to, folder), { recursive: true, mode: 0o700 });
  const entries = readdirSync(from, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const parts = relative(from, path).split(sep);
    if (parts[0] === 'keys' || parts[0] === 'creds' || entry.name === '.gitignore') {
      copy(path, join(to, ...parts));
    } else if (entry.name.endsWith('.creds')) {
      copy(path, credsPath(to, parts));
    } else if (entry.name.endsWith('.nk')) {
      copyKey(path, to, report);
    }
  }
}

/** `OP/accounts/A/users/U.creds` is `creds/OP/A/U.creds` today. */
function credsPath(to: string, parts: readonly string[]): string {
  return join(to, 'creds', ...parts.filter((part) => part !== 'accounts' && part !== 'users'));
}

function copyKey(path: string, to: string, report: Report): void {
  const text = readFileSync(path, 'utf8');
  const pair = parseKey(text);
  if (pair === undefined) {
    report.warning(`\`${path}\` holds no key`);
    return;
  }
  const key = pair.publicKey;
  const target = join(to, 'keys', key.slice(0, 1), key.slice(1, 3), `${key}.nk`);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  writeFileSync(target, text.trim(), { mode: 0o600 });
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  cpSync(from, to);
}
