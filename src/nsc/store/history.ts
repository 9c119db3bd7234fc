/**
 * What was changed, by which command, and how to take it back. It is kept outside the store, where Go's nsc never looks.
 * Seeds are not in it: a change is taken back without them, and keys that were removed stay removed.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { NscError } from '../errors.ts';
import { Files, type FileChange } from './files.ts';

export interface HistoryEntry {
  readonly number: number;
  readonly time: string;
  /** The command, without its values. */
  readonly command: string;
  /** Which entry this one took back. */
  readonly undoes?: number;
  readonly files: readonly RecordedFile[];
}

/** Secret files have neither text, only whether they were there. */
export interface RecordedFile {
  readonly path: string;
  readonly isSecret: boolean;
  readonly before?: string;
  readonly after?: string;
  readonly wasThere: boolean;
  readonly isThere: boolean;
}

/** As many changes can be taken back. */
const MOST_ENTRIES = 1000;

export class History {
  readonly #folder: string;
  readonly #files: Files;

  /** Of the stores in `root`; `state` is where histories are. */
  constructor(state: string, root: string, files: Files) {
    const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
    this.#folder = join(state, 'history', name);
    this.#files = files;
  }

  /** Adds a change to the files that it changes. */
  record(entry: Omit<HistoryEntry, 'number' | 'files'>, changes: readonly FileChange[]): void {
    const names = this.#names();
    const number = names.length === 0 ? 1 : numberOf(names.at(-1)!) + 1;
    const files = changes.map(recorded);
    this.#files.write(this.#path(number), `${JSON.stringify({ number, ...entry, files })}\n`);
    for (const name of names.slice(0, -MOST_ENTRIES)) this.#files.remove(join(this.#folder, name));
  }

  /** The latest first. */
  entries(): HistoryEntry[] {
    return this.#names()
      .toReversed()
      .map((name) => this.#read(numberOf(name))!);
  }

  /** The entry of that number, or the last that was not taken back. */
  find(number?: number): HistoryEntry {
    if (number !== undefined) {
      const entry = this.#read(number);
      if (entry !== undefined) return entry;
      throw new NscError('ERR_NSC_NOT_FOUND', `there is no change ${number} in the history`);
    }
    const undone = new Set<number>();
    for (const entry of this.entries()) {
      if (entry.undoes !== undefined) undone.add(entry.undoes);
      else if (!undone.has(entry.number)) return entry;
    }
    throw new NscError('ERR_NSC_NOT_FOUND', 'there is no change to undo');
  }

  #names(): string[] {
    return this.#files.filesIn(this.#folder).filter((name) => /^\d{8}\.json$/.test(name));
  }

  #path(number: number): string {
    return join(this.#folder, `${String(number).padStart(8, '0')}.json`);
  }

  #read(number: number): HistoryEntry | undefined {
    const text = this.#files.read(this.#path(number));
    return text === undefined ? undefined : (JSON.parse(text) as HistoryEntry); // Ours, and whole: see commit.ts.
  }
}

/** Puts back what the files of an entry held. Throws if any of them was changed since. */
export function takeBack({ number, files }: HistoryEntry, store: Files): void {
  for (const file of files) {
    if (file.isSecret || store.read(file.path) === file.after) continue;
    const text = `change ${number} can't be undone: \`${file.path}\` was changed since`;
    throw new NscError('ERR_NSC_REFUSED', text, {
      suggestions: ['nsc history shows later changes: undo those first'],
    });
  }
  for (const { path, isSecret, before } of files) {
    if (isSecret) continue; // Keys that were made stay, unused; those that were removed are gone.
    if (before === undefined) store.remove(path);
    else store.write(path, before);
  }
}

function recorded({ path, before, after, isSecret }: FileChange): RecordedFile {
  const there = { path, isSecret, wasThere: before !== undefined, isThere: after !== undefined };
  if (isSecret) return there;
  return {
    ...there,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function numberOf(name: string): number {
  return Number(name.slice(0, 8));
}
