// The files and folders below a home.
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

export interface SavedFile {
  readonly text: string;
  /** As `600`. */
  readonly mode: string;
}

export class Snapshot {
  readonly home: string;
  readonly files: ReadonlyMap<string, SavedFile>;
  readonly folders: ReadonlySet<string>;

  private constructor(
    home: string,
    files: ReadonlyMap<string, SavedFile>,
    folders: ReadonlySet<string>,
  ) {
    this.home = home;
    this.files = files;
    this.folders = folders;
  }

  static of(home: string): Snapshot {
    const files = new Map<string, SavedFile>();
    const folders = new Set<string>();
    for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) folders.add(relative(home, path));
      if (!entry.isFile()) continue;
      const mode = (statSync(path).mode & 0o777).toString(8);
      files.set(relative(home, path), { text: readFileSync(path, 'utf8'), mode });
    }
    return new Snapshot(home, files, folders);
  }

  /** Makes the home, which is as `now` says, what it was here. */
  restore(now: Snapshot): void {
    const at = (path: string) => join(this.home, path);
    for (const path of now.folders) {
      if (!this.folders.has(path)) rmSync(at(path), { recursive: true, force: true });
    }
    for (const path of now.files.keys()) {
      if (!this.files.has(path)) rmSync(at(path), { force: true });
    }
    for (const path of this.folders)
      if (!now.folders.has(path)) mkdirSync(at(path), { recursive: true });
    for (const [path, { text, mode }] of this.files) {
      const there = now.files.get(path);
      if (there?.text === text && there.mode === mode) continue;
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text);
      chmodSync(at(path), parseInt(mode, 8));
    }
  }
}
