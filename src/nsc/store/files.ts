/**
 * The files of a store as one command sees them: what is on the disk, and what the command is about to change. Nothing
 * is written before all of it is (see commit.ts).
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { cannot, isMissing } from './file-errors.ts';

/** What a file holds afterwards; undefined if it is gone. */
export interface FileChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Whether it holds a seed, which is written nowhere else. */
  readonly isSecret: boolean;
}

export interface PendingChanges {
  readonly files: readonly FileChange[];
  /** Folders that must be there afterwards. */
  readonly folders: readonly string[];
  /** Folders that go if nothing is left in them. */
  readonly emptied: readonly string[];
}

interface Pending {
  readonly text: string | undefined;
  readonly isSecret: boolean;
}

export class Files {
  readonly #pending = new Map<string, Pending>();
  readonly #folders = new Set<string>();
  readonly #emptied = new Set<string>();

  /** What a file holds; undefined if there is none. */
  read(path: string): string | undefined {
    const pending = this.#pending.get(path);
    return pending === undefined ? readText(path) : pending.text;
  }

  has(path: string): boolean {
    const pending = this.#pending.get(path);
    return pending === undefined ? isThere(path) : pending.text !== undefined;
  }

  /** The names of the files in a folder, sorted; none if there is no such folder. */
  filesIn(folder: string): string[] {
    const names = new Set(entriesOf(folder, false));
    for (const [path, { text }] of this.#pending) {
      if (dirname(path) !== folder) continue;
      if (text === undefined) names.delete(basename(path));
      else names.add(basename(path));
    }
    return Array.from(names).sort(byBytes);
  }

  /** The names of the folders in a folder, sorted. */
  foldersIn(folder: string): string[] {
    const names = new Set(entriesOf(folder, true));
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    for (const [path, { text }] of this.#pending) {
      const inner = dirname(path);
      if (text !== undefined && inner.startsWith(prefix))
        names.add(inner.slice(prefix.length).split('/')[0]!);
    }
    return Array.from(names).sort(byBytes);
  }

  write(path: string, text: string, isSecret = false): void {
    this.#pending.set(path, { text, isSecret });
  }

  remove(path: string, isSecret = false): void {
    this.#pending.set(path, { text: undefined, isSecret });
    this.#emptied.add(dirname(path));
  }

  makeFolder(path: string): void {
    this.#folders.add(path);
  }

  /** Removes a folder, if it is empty in the end. */
  removeFolder(path: string): void {
    this.#emptied.add(path);
  }

  /** What is to be done; files that stay as they are are left out. */
  pending(): PendingChanges {
    const files = Array.from(this.#pending, ([path, { text, isSecret }]) => ({
      path,
      before: readText(path),
      after: text,
      isSecret,
    })).filter(({ before, after }) => before !== after);
    const folders = Array.from(this.#folders).filter((path) => !isThere(path));
    return { files, folders, emptied: Array.from(this.#emptied) };
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw cannot('reading', path, error);
  }
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (isMissing(error)) return false;
    throw cannot('reading', path, error);
  }
}

function entriesOf(folder: string, areFolders: boolean): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => isFolder(folder, entry) === areFolders)
      .map(({ name }) => name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw cannot('reading', folder, error);
  }
}

interface Entry {
  readonly name: string;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function isFolder(folder: string, entry: Entry): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(`${folder}/${entry.name}`, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** As Go sorts names. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
