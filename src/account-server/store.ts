/**
 * The JWTs of accounts in a folder of files, which nats-server's directory resolver and nsc read, too. Files are written
 * whole or not at all, one after the other; what others put there is noticed. Of each JWT the headline is in memory.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NatsxError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { fileErrorText } from '../base/system-error.ts';
import { MAX_TOKEN_BYTES } from '../jwt/token.ts';
import { writeKeyFile } from '../nkeys/key-file.ts';
import { isValidPublicKey } from '../nkeys/strkey.ts';
import { FolderWatch } from './folder-watch.ts';
import { headlineOf, isExpired, type Headline } from './headline.ts';
import type { Layout } from './layout.ts';

/** What became of a JWT that was to be stored. */
export type Saved = 'stored' | 'same' | 'older';

interface Entry {
  readonly headline: Headline;
  /** Relative to the folder. */
  readonly path: string;
  /** Of the token: the state of a store is the sum of them. */
  readonly digest: Buffer;
}

export interface StoreSettings {
  readonly folder: string;
  readonly layout: Layout;
  readonly isReadOnly: boolean;
  readonly logger: Logger;
  /** Somebody else has changed the file of an account. */
  readonly onChanged: (account: string, token: string) => void;
}

/** How long a file is left alone that somebody writes. */
const SETTLE_MS = 20;

/** nats-server's state of a store with nothing in it. */
const NOTHING = Buffer.alloc(32);

export class AccountStore {
  readonly isReadOnly: boolean;
  readonly #settings: StoreSettings;
  readonly #entries = new Map<string, Entry>();
  readonly #accountOfPath = new Map<string, string>();
  readonly #state = Buffer.from(NOTHING);
  #last: Promise<unknown> = Promise.resolve();
  #watch: FolderWatch | undefined;
  /** Paths that will be looked at. */
  readonly #due = new Set<string>();

  /** Reads the folder, making it if it may; rejects with a NatsxError that says why it can't. */
  static async open(settings: StoreSettings): Promise<AccountStore> {
    const store = new AccountStore(settings);
    await store.#open();
    return store;
  }

  private constructor(settings: StoreSettings) {
    this.#settings = settings;
    this.isReadOnly = settings.isReadOnly || settings.layout.pathOf === undefined;
  }

  /** The headlines of all accounts, by their key. */
  *headlines(): IterableIterator<Headline> {
    for (const { headline } of this.#entries.values()) yield headline;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The same for two stores with the same content: the SHA-256 of all tokens, added without carry, as nats-server's. */
  hash(): Buffer {
    return Buffer.from(this.#state);
  }

  /** The JWT of an account as it lies there: nobody has verified it. A NatsxError says what the system refused. */
  async load(account: string): Promise<string | undefined> {
    if (!isValidPublicKey(account, 'account')) return undefined;
    const path = this.#entries.get(account)?.path ?? this.#settings.layout.pathOf?.(account);
    return path === undefined ? undefined : this.#read(path);
  }

  /** Stores a JWT, which the caller has verified, unless a newer one is there (nats-server dirstore.go, saveIfNewer). */
  save(account: string, token: string): Promise<Saved> {
    return this.#inTurn(async () => {
      const path = this.#writablePath(account);
      const old = await this.#read(path);
      const [before, now] = [old === undefined ? undefined : headlineOf(old), headlineOf(token)];
      if (now?.sub !== account) {
        throw new NatsxError(
          'ERR_ACCOUNT_STORE',
          'jwt subject nkey and provided nkey do not match',
        );
      }
      if (before?.sub === account) {
        if (before.jti === now.jti) return 'same';
        if (before.iat > now.iat) return 'older';
      }
      await this.#write(path, token);
      this.#note(path, token);
      return 'stored';
    });
  }

  /** Puts an account aside that was issued before; whether it was there. */
  remove(account: string, issuedBefore: number): Promise<boolean> {
    return this.#inTurn(async () => {
      const path = this.#writablePath(account);
      const token = await this.#read(path);
      if (token === undefined || (headlineOf(token)?.iat ?? 0) > issuedBefore) return false;
      const file = join(this.#settings.folder, path);
      await rename(file, `${file}.deleted`); // As nats-server's, which deletes for good only if told to.
      this.#forget(path);
      return true;
    });
  }

  /** All that have not expired, at most `limit`, as lines of `account|token`. */
  async *pack(limit = Infinity): AsyncGenerator<string> {
    let left = limit;
    for (const [account, { headline, path }] of [...this.#entries]) {
      if (left <= 0) return;
      if (isExpired(headline)) continue;
      const token = await this.#read(path);
      if (token === undefined) continue;
      left -= 1;
      yield `${account}|${token}`;
    }
  }

  /** Forgets what has expired: it no longer counts for the state. The files stay. */
  forgetExpired(): void {
    for (const { headline, path } of [...this.#entries.values()]) {
      if (isExpired(headline)) this.#forget(path);
    }
  }

  /** Resolves when what is being written is there. */
  async close(): Promise<void> {
    this.#watch?.close();
    await this.#last;
  }

  async #open(): Promise<void> {
    const { folder, logger } = this.#settings;
    try {
      if (!this.isReadOnly) await mkdir(folder, { recursive: true, mode: 0o700 });
      // Before it is read, so that no change is missed between.
      this.#watch = new FolderWatch(folder, (path) => this.#look(path), logger);
      await this.#scan('', false);
    } catch (error) {
      this.#watch?.close();
      throw new NatsxError('ERR_ACCOUNT_STORE', fileErrorText('open', folder, error), {
        cause: error,
        suggestions: [`check that ${folder} is a folder that can be read and written`],
      });
    }
    logger.debug(`${this.size} account(s) in ${folder}`);
  }

  /** Reads what is in a folder; `tell` whether what is new is news. */
  async #scan(folder: string, tell: boolean): Promise<void> {
    const { layout } = this.#settings;
    this.#watch?.add(folder);
    const entries = await readdir(join(this.#settings.folder, folder), { withFileTypes: true });
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (layout.isFolder(path) && entry.isDirectory()) await this.#scan(path, tell);
      else if (layout.isFile(path)) await this.#noteFile(path, tell);
    }
  }

  /** Something has happened to `path`. Who writes a file in place may still be at it. */
  #look(path: string): void {
    const { layout, logger } = this.#settings;
    if (this.#due.has(path) || !(layout.isFile(path) || layout.isFolder(path))) return;
    this.#due.add(path);
    const look = async (): Promise<void> => {
      this.#due.delete(path);
      if (layout.isFile(path)) await this.#noteFile(path, true);
      else await this.#scan(path, true).catch(() => undefined); // The folder may be gone again.
    };
    setTimeout(() => {
      this.#inTurn(look).catch((error: unknown) => logger.error(String(error)));
    }, SETTLE_MS).unref();
  }

  async #noteFile(path: string, tell: boolean): Promise<void> {
    try {
      const token = await this.#read(path);
      if (token === undefined) this.#forget(path);
      else {
        const account = this.#note(path, token);
        if (tell && account !== undefined) this.#settings.onChanged(account, token);
      }
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      this.#settings.logger.error(`skipping ${error.message}`);
    }
  }

  /** The account whose token this is, if it is news. */
  #note(path: string, token: string): string | undefined {
    const headline = headlineOf(token);
    const { layout, logger } = this.#settings;
    const place = headline && (layout.pathOf?.(headline.sub) ?? path);
    if (headline === undefined || place !== path || !isValidPublicKey(headline.sub, 'account')) {
      logger.error(`skipping ${path}: it holds no JWT of the account that it is named after`);
      this.#forget(path);
      return undefined;
    }
    const digest = createHash('sha256').update(token).digest();
    if (this.#entries.get(headline.sub)?.digest.equals(digest) === true) return undefined;
    this.#forget(path);
    this.#forget(this.#entries.get(headline.sub)?.path);
    this.#entries.set(headline.sub, { headline, path, digest });
    this.#accountOfPath.set(path, headline.sub);
    this.#add(digest);
    return headline.sub;
  }

  #forget(path: string | undefined): void {
    const account = path === undefined ? undefined : this.#accountOfPath.get(path);
    if (account === undefined) return;
    this.#add(this.#entries.get(account)!.digest);
    this.#entries.delete(account);
    this.#accountOfPath.delete(path!);
  }

  /** Adding what is there takes it away. */
  #add(digest: Buffer): void {
    for (let at = 0; at < digest.length; at++) this.#state[at]! ^= digest[at]!;
  }

  #writablePath(account: string): string {
    const { layout } = this.#settings;
    if (this.isReadOnly || layout.pathOf === undefined) {
      throw new NatsxError('ERR_ACCOUNT_STORE_READ_ONLY', 'store is read-only');
    }
    if (!isValidPublicKey(account, 'account')) {
      throw new NatsxError('ERR_ACCOUNT_STORE', 'invalid key');
    }
    return layout.pathOf(account);
  }

  async #read(path: string): Promise<string | undefined> {
    const file = join(this.#settings.folder, path);
    try {
      const { size } = await stat(file);
      if (size <= MAX_TOKEN_BYTES) return (await readFile(file, 'utf8')).trim();
      throw new NatsxError('ERR_ACCOUNT_STORE', `${file}: larger than any JWT, ${size} bytes`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      if (error instanceof NatsxError) throw error;
      throw new NatsxError('ERR_ACCOUNT_STORE', fileErrorText('open', file, error), {
        cause: error,
      });
    }
  }

  async #write(path: string, token: string): Promise<void> {
    const file = join(this.#settings.folder, path);
    try {
      await writeKeyFile(file, token, { overwrite: true });
    } catch (error) {
      throw new NatsxError('ERR_ACCOUNT_STORE', fileErrorText('write', file, error), {
        cause: error,
      });
    }
  }

  /** One after the other: what is compared with the stored one must still be so when it is written. */
  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(act);
    this.#last = result.catch(() => undefined); // Whoever asked is told.
    return result;
  }
}
