/**
 * Several files change as one. The new contents are written beside the old ones, then a journal says what is to become
 * of them: with it the change has happened, without it nothing has. Whoever finds a journal finishes what it says.
 */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NscError } from '../errors.ts';
import { cannot, isMissing } from './file-errors.ts';
import type { PendingChanges } from './files.ts';

export const JOURNAL_FILE = '.natsx-nsc.journal';

interface Journal {
  /** Whose temporary files are meant; see Lock. */
  readonly id: string;
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly emptied: readonly string[];
}

/** Does what is pending, all or nothing. `id` is the lock's. */
export function commit(
  root: string,
  id: string,
  { files, folders, emptied }: PendingChanges,
): void {
  const written = files.filter(({ after }) => after !== undefined);
  const removed = files.filter(({ after }) => after === undefined).map(({ path }) => path);
  const paths = written.map(({ path }) => path);
  try {
    for (const { path, after } of written) writeSynced(temporary(path, id), after!);
    folders.forEach(makeFolder);
    publishJournal(root, { id, written: paths, removed, emptied });
  } catch (error) {
    for (const path of paths) discard(temporary(path, id));
    throw error;
  }
  finish(root, { id, written: paths, removed, emptied });
}

/** Whether a change was interrupted after it had happened. */
export function hasJournal(root: string): boolean {
  return readJournal(root) !== undefined;
}

/** Finishes the change that was interrupted, if there is one. Only who holds the lock may. */
export function recover(root: string): void {
  const journal = readJournal(root);
  if (journal !== undefined) finish(root, journal);
}

/** Removes the temporary files of those who died before their change happened. */
export function sweep(folders: readonly string[], ids: readonly string[]): void {
  for (const folder of folders) {
    for (const path of filesBelow(folder)) {
      if (ids.some((id) => basename(path).endsWith(`.natsx-${id}`))) rmSync(path, { force: true });
    }
  }
}

function temporary(path: string, id: string): string {
  return join(dirname(path), `.${basename(path)}.natsx-${id}`);
}

/** May be done again from any point on. */
function finish(root: string, { id, written, removed, emptied }: Journal): void {
  for (const path of written) renameIfThere(temporary(path, id), path);
  for (const path of removed) removeFile(path);
  // The deepest first: a folder may be empty once the one in it is gone.
  for (const path of emptied.toSorted((a, b) => b.length - a.length)) removeIfEmpty(path);
  removeFile(join(root, JOURNAL_FILE));
}

function publishJournal(root: string, journal: Journal): void {
  const path = join(root, JOURNAL_FILE);
  writeSynced(temporary(path, journal.id), JSON.stringify(journal));
  try {
    renameSync(temporary(path, journal.id), path);
  } catch (error) {
    throw cannot('writing', path, error);
  }
}

function readJournal(root: string): Journal | undefined {
  const path = join(root, JOURNAL_FILE);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Journal; // Nobody but publishJournal writes it.
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (!(error instanceof SyntaxError)) throw cannot('reading', path, error);
    const text = `\`${path}\` is not what nsc wrote: a change was interrupted, and what was left to do is unknown`;
    throw new NscError('ERR_NSC_STORE', text, { cause: error });
  }
}

function writeSynced(path: string, text: string): void {
  try {
    makeFolder(dirname(path));
    const file = openSync(path, 'w', 0o600);
    try {
      fchmodSync(file, 0o600);
      writeAll(file, Buffer.from(text));
      fsyncSync(file); // Without it a power cut after the rename may leave an empty file.
    } finally {
      closeSync(file);
    }
  } catch (error) {
    discard(path);
    throw cannot('writing', path, error);
  }
}

/** Removes what may not be there, not even its folder. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!isMissing(error)) throw cannot('writing', to, error);
  }
}

function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw cannot('removing', path, error);
  }
}

function removeIfEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && !isMissing(error))
      throw cannot('removing', path, error);
  }
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw cannot('reading', folder, error);
  }
}
