/** Files that hold secrets: for their owner alone, whole or not there at all, never overwritten by accident. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, link, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes `contents` to `path` with mode 0600, making missing folders with 0700. A file that exists is replaced only
 * with `overwrite`; otherwise the promise rejects with the system's EEXIST.
 */
export async function writeKeyFile(
  path: string,
  contents: string | Uint8Array,
  options: { readonly overwrite?: boolean } = {},
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    await writeDraft(draft, contents);
    if (options.overwrite) await rename(draft, path);
    else await publish(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(draft: string, contents: string | Uint8Array): Promise<void> {
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(contents);
    await file.sync(); // Without it a crash after the rename may leave an empty file under the new name.
  } finally {
    await file.close();
  }
}

// Unlike rename, link fails when the name is taken.
async function publish(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error;
    // A file system without links (FAT on the stick that holds the operator key): take the name, then fill it.
    await (await open(path, 'wx', 0o600)).close();
    await rename(draft, path);
  }
}
