/** Files that hold secrets: for their owner alone, whole or not there at all, never overwritten by accident. */
import { mkdir, open, link, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile, withDraft } from '../base/replace-file.ts';

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
  if (options.overwrite) await replaceFile(path, contents, MODE);
  else await withDraft(path, contents, MODE, (draft) => publish(draft, path));
}

const MODE = 0o600;

// Unlike rename, link fails when the name is taken.
async function publish(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error;
    // A file system without links (FAT on the stick that holds the operator key): take the name, then fill it.
    await (await open(path, 'wx', MODE)).close();
    await rename(draft, path);
  }
}
