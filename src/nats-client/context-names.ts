/** The names in the folder of contexts; apart from contexts.ts, since completion needs them and nothing else. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The names of all contexts in `folder`, sorted; none if there is no such folder. */
export async function contextNames(folder: string): Promise<string[]> {
  let files: string[];
  try {
    files = await readdir(join(folder, 'context'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -5))
    .filter(isValidName)
    .sort();
}

/** As jsm.go: nothing that leads elsewhere. */
export function isValidName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !/[/\\\p{Cc}]|\.\./u.test(name);
}

export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
