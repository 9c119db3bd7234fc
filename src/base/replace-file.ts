/** Files that are whole at any time: the old one until the new one is written. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writes `contents` to `path`, as one. Rejects with the system's error, and leaves what was there as it was. */
export async function replaceFile(
  path: string,
  contents: string | Uint8Array,
  mode: number,
): Promise<void> {
  await withDraft(path, contents, mode, (draft) => rename(draft, path));
}

/** Writes `contents` beside `path`, and has `publish` put it where it belongs; nothing is left of it if that fails. */
export async function withDraft(
  path: string,
  contents: string | Uint8Array,
  mode: number,
  publish: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    await writeDraft(draft, contents, mode);
    await publish(draft);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whether a file of this name is what a `replaceFile` left that came to no end. */
export function isDraft(name: string): boolean {
  return /^\..+\.[\da-f]{12}$/.test(name);
}

async function writeDraft(draft: string, contents: string | Uint8Array, mode: number) {
  const file = await open(draft, 'wx', mode);
  try {
    await file.writeFile(contents);
    await file.sync(); // Without it a power cut after the rename may leave an empty file.
  } finally {
    await file.close();
  }
}
