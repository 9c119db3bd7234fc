import { readFile } from 'node:fs/promises';
import { NatsxError } from '../base/errors.ts';

/** Reads what the user has named: by a path, or in other ways too (references.ts). */
export type NamedFileReader = (name: string, prefix: string) => Promise<Buffer>;

/** Reads a file the user has named; what goes wrong is told in the words of Go's os package, after `prefix`. */
export async function readNamedFile(path: string, prefix: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new NatsxError('ERR_FILE', `${prefix}: ${reason(path, cause)}`, { cause });
  }
}

function reason(path: string, cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `open ${path}: no such file or directory`;
  if (code === 'EACCES') return `open ${path}: permission denied`;
  if (code === 'ENOTDIR') return `open ${path}: not a directory`;
  if (code === 'EISDIR') return `read ${path}: is a directory`;
  return `open ${path}: ${message}`;
}
