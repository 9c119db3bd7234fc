/** Seeds and creds, in the places where Go's nsc keeps them. */
import { join } from 'node:path';
import { formatCreds } from '../../jwt/creds.ts';
import { fromSeed } from '../../nkeys/create.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';
import { isValidSeed } from '../../nkeys/strkey.ts';
import { NscError } from '../errors.ts';
import type { Files } from './files.ts';

/** Go's nsc writes it to the letter so. */
const GIT_IGNORE = '# ignore all nk files \n**/*.nk\n\n# ignore all creds files\n**/*.creds\n';

export interface KeystoreOptions {
  readonly folder: string;
  /** Whether a `.gitignore` is put into a new keystore. */
  readonly ignoresInGit: boolean;
}

export class Keystore {
  readonly folder: string;
  readonly #files: Files;
  readonly #ignoresInGit: boolean;

  constructor({ folder, ignoresInGit }: KeystoreOptions, files: Files) {
    this.folder = folder;
    this.#files = files;
    this.#ignoresInGit = ignoresInGit;
  }

  pathOf(publicKey: string): string {
    const [kind, shard] = [publicKey.slice(0, 1), publicKey.slice(1, 3)];
    return join(this.folder, 'keys', kind, shard, `${publicKey}.nk`);
  }

  credsPathOf(operator: string, account: string, user: string): string {
    return join(this.folder, 'creds', operator, account, `${user}.creds`);
  }

  /** Whether the seed of that key is here. */
  has(publicKey: string): boolean {
    return this.#files.has(this.pathOf(publicKey)) && this.find(publicKey) !== undefined;
  }

  /** The pair of that public key; undefined if its seed is not here, or can't be read. */
  find(publicKey: string): KeyPair | undefined {
    const text = this.#files.read(this.pathOf(publicKey))?.trim();
    if (text === undefined || !isValidSeed(text)) return undefined;
    const pair = fromSeed(text);
    return pair.publicKey === publicKey ? pair : undefined;
  }

  /** Whether there is a file for that key that holds something else. */
  isBroken(publicKey: string): boolean {
    return this.#files.has(this.pathOf(publicKey)) && this.find(publicKey) === undefined;
  }

  /** Keeps a seed; answers where. */
  add(pair: KeyPair): string {
    const path = this.pathOf(pair.publicKey);
    const there = this.#files.read(path);
    if (there !== undefined && there.trim() !== pair.seed()) {
      throw new NscError('ERR_NSC_EXISTS', `key \`${path}\` already exists and is different`);
    }
    this.#addGitIgnore();
    if (there === undefined) this.#files.write(path, pair.seed(), true);
    return path;
  }

  remove(publicKey: string): void {
    this.#files.remove(this.pathOf(publicKey), true);
  }

  /** Writes a user's creds; answers where. The user's seed must be here. */
  addCreds(operator: string, account: string, user: string, token: string, pair: KeyPair): string {
    const path = this.credsPathOf(operator, account, user);
    this.#addGitIgnore();
    this.#files.write(path, formatCreds(token, pair.seed()), true);
    return path;
  }

  hasCreds(operator: string, account: string, user: string): boolean {
    return this.#files.has(this.credsPathOf(operator, account, user));
  }

  removeCreds(operator: string, account: string, user: string): void {
    this.#files.remove(this.credsPathOf(operator, account, user), true);
  }

  /** The public keys of all seeds, going by their files' names. */
  publicKeys(): string[] {
    const root = join(this.folder, 'keys');
    return this.#files.foldersIn(root).flatMap((kind) =>
      this.#files.foldersIn(join(root, kind)).flatMap((shard) =>
        this.#files
          .filesIn(join(root, kind, shard))
          .filter((name) => name.endsWith('.nk'))
          .map((name) => name.slice(0, -'.nk'.length)),
      ),
    );
  }

  /** Whether seeds or creds lie where a much older nsc put them. */
  needsMigration(): boolean {
    const isOld = (folder: string): boolean =>
      this.#files.filesIn(folder).some((name) => /\.(nk|creds)$/.test(name)) ||
      this.#files.foldersIn(folder).some((name) => isOld(join(folder, name)));
    return (
      this.#files.filesIn(this.folder).some((name) => /\.(nk|creds)$/.test(name)) ||
      this.#files
        .foldersIn(this.folder)
        .filter((name) => name !== 'keys' && name !== 'creds')
        // Where one folder holds everything, stores lie beside the keys.
        .filter((name) => !this.#files.has(join(this.folder, name, '.nsc')))
        .some((name) => isOld(join(this.folder, name)))
    );
  }

  #addGitIgnore(): void {
    const path = join(this.folder, '.gitignore');
    if (this.#ignoresInGit && !this.#files.has(path)) this.#files.write(path, GIT_IGNORE);
    // As Go's nsc has them.
    this.#files.makeFolder(join(this.folder, 'keys'));
    this.#files.makeFolder(join(this.folder, 'creds'));
  }
}
