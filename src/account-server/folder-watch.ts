import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../base/logger.ts';
import { systemErrorText } from '../base/system-error.ts';

/** Tells of changes in some folders below one. Node's own recursive watch takes a watcher for every file. */
export class FolderWatch {
  readonly #root: string;
  readonly #onEvent: (path: string) => void;
  readonly #logger: Logger;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(root: string, onEvent: (path: string) => void, logger: Logger) {
    this.#root = root;
    this.#onEvent = onEvent;
    this.#logger = logger;
  }

  /** Watches one more folder; its path, and those that are told, are relative to the root. */
  add(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(join(this.#root, folder), (_type, name) => {
        if (name !== null) this.#onEvent(folder === '' ? name : `${folder}/${name}`);
      });
      watcher.on('error', () => this.#drop(folder)); // The folder is gone.
      this.#watchers.set(folder, watcher);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') throw error;
      // Too many watchers on this machine: what comes by HTTP and NATS works all the same.
      const reason = systemErrorText(error);
      this.#logger.warn(`changes in ${join(this.#root, folder)} are not noticed: ${reason}`);
    }
  }

  close(): void {
    for (const folder of [...this.#watchers.keys()]) this.#drop(folder);
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
