/**
 * A directory of account JWTs, as nats-server lays it out: `<KEY>.jwt` each. It belongs to one server; others get what
 * is in it by messages, as `KEY|JWT` a line. Names are read at the start, what is in the files in the background: who
 * logs in meanwhile has his file read.
 *
 * Files that are not what they should be are left where they are, passed over, and told of.
 */
import { NatsxError } from '../../../base/errors.ts';
import { silentLogger, type Logger } from '../../../base/logger.ts';
import { isValidPublicKey } from '../../../nkeys/strkey.ts';
import { DirectoryFiles, type JwtFile } from './directory-files.ts';
import { DirectoryIndex } from './directory-index.ts';
import { dateOf, isExpired, isNewer, readKeptJwt, type KeptJwt } from './kept-jwt.ts';
import { Problems } from './problems.ts';

export interface DirectorySettings {
  readonly path: string;
  /** JWTs that there may be; 0 for any number. */
  readonly limit: number;
  /** What makes room for one more, when there are as many as there may be. */
  readonly whenFull: 'nothing' | 'the least recently used';
  /** Time in ms after which a JWT goes that nobody used; 0 if it goes when it expires. */
  readonly ttlMs: number;
  /** What becomes of a JWT that is to be deleted. */
  readonly delete: 'refused' | 'renamed' | 'deleted';
}

/** Told of what a directory does. */
export interface DirectoryListener {
  readonly logger: Logger;
  /** Another JWT than before is kept, or none any more. */
  changed(accountKey: string, jwt: string | undefined): void | Promise<void>;
}

/** Until it is open. */
const NOBODY: DirectoryListener = { logger: silentLogger, changed: () => undefined };

/** nats-server: what is to go is looked for each minute, or twice in the time that a JWT may stay. */
const SWEEP_MS = 60_000;
/** Files that are read at a time when all are read: Node has four threads for it. */
const READERS = 4;

export class AccountDirectory {
  readonly settings: DirectorySettings;
  readonly #files: DirectoryFiles;
  #listener: DirectoryListener = NOBODY;
  readonly #index = new DirectoryIndex();
  /** Changes wait here for the one before. */
  #changes: Promise<unknown> = Promise.resolve();
  /** Resolves when all files have been read. */
  #allRead: Promise<void> = Promise.resolve();
  #sweeper: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(settings: DirectorySettings) {
    this.settings = settings;
    this.#files = new DirectoryFiles(settings.path);
  }

  get path(): string {
    return this.settings.path;
  }

  /** JWTs that there are. */
  get size(): number {
    return this.#index.size;
  }

  /** Makes the directory if there is none, and reads what names it has. Throws a NatsxError if it can't be used. */
  async open(listener: DirectoryListener): Promise<void> {
    this.#listener = listener;
    await this.#files.open();
    const problems = this.#problems();
    for await (const key of this.#files.keys(problems.tell)) this.#index.addUnread(key);
    this.#allRead = this.#readUnread(problems);
    const { ttlMs } = this.settings;
    const everyMs = Math.min(ttlMs === 0 ? SWEEP_MS : ttlMs / 2, SWEEP_MS);
    this.#sweeper = setInterval(() => void this.sweep(), everyMs).unref();
  }

  /** Ends what runs; resolves when what was being written is written. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweeper);
    await Promise.all([this.#changes, this.#allRead]);
  }

  /** The JWT of an account as it is in its file; undefined if there is none that can be used. */
  async load(key: string): Promise<string | undefined> {
    if (!isValidPublicKey(key, 'account')) return undefined;
    const file = await this.#files.read(key);
    if (file === undefined) return undefined;
    if ('problem' in file) {
      this.#listener.logger.error(`DirResolver - ${file.problem}`);
      return undefined;
    }
    this.#touch(key);
    return file.jwt;
  }

  /**
   * Keeps a JWT that was verified. Rejects with a NatsxError, and keeps what was there, if that is newer, if there are as
   * many as there may be, or if it can't be written.
   */
  async save(key: string, jwt: string): Promise<void> {
    const isChanged = await this.#change(() => this.#save(key, jwt, 'not older'));
    if (isChanged) await this.#listener.changed(key, jwt);
  }

  /** Keeps a JWT that another server has, if it is another and not older; if not, nothing happens. */
  async saveIfNewer(key: string, jwt: string): Promise<void> {
    const isChanged = await this.#change(() => this.#save(key, jwt, 'newer'));
    if (isChanged) await this.#listener.changed(key, jwt);
  }

  /** Does away with the JWT of an account, as the settings say; rejects with a NatsxError if they refuse. */
  async delete(key: string): Promise<void> {
    if (this.settings.delete === 'refused')
      throw new NatsxError('ERR_RESOLVER', 'store is not set up to for delete');
    const wasThere = await this.#change(async () => {
      await this.#files.remove(key, this.#endingOfDeleted);
      return this.#index.delete(key);
    });
    if (wasThere) await this.#listener.changed(key, undefined);
  }

  /** The accounts whose JWTs hold, in order. */
  async keys(): Promise<string[]> {
    await this.#allRead;
    const now = Date.now();
    return Array.from(this.#index.keys())
      .filter((key) => this.#index.goesAtMs(key) > now)
      .sort();
  }

  /** By which servers see whether they have the same JWTs: 32 bytes, zeros for none. */
  async hash(): Promise<Buffer> {
    await this.#allRead;
    return this.#index.hash;
  }

  /** `KEY|JWT` of each account whose JWT holds. */
  async *pack(): AsyncGenerator<string> {
    for (const key of await this.keys()) {
      const file = await this.#files.read(key);
      if (file !== undefined && 'jwt' in file && !isExpired(file.kept)) yield `${key}|${file.jwt}`;
    }
  }

  /**
   * Takes in lines of `KEY|JWT` from another server, which `verify` looks at: it says what is wrong with one. Rejects
   * with a NatsxError at the first that can't be taken.
   */
  async merge(lines: string, verify: (jwt: string) => string | undefined): Promise<void> {
    for (const line of lines.split('\n').filter((each) => each !== '')) {
      const [key = '', jwt, ...more] = line.split('|');
      if (jwt === undefined || more.length > 0)
        throw new NatsxError('ERR_RESOLVER', "line in package didn't contain 2 entries");
      if (!isValidPublicKey(key, 'account'))
        throw new NatsxError('ERR_RESOLVER', 'key to merge is not a valid public account key');
      const problem = verify(jwt);
      if (problem !== undefined)
        throw new NatsxError('ERR_RESOLVER', `the JWT of ${key} is refused: ${problem}`);
      await this.saveIfNewer(key, jwt);
    }
  }

  /** Looks again at all files, and tells of those that are others than before. */
  async reload(): Promise<void> {
    await this.#allRead;
    const changed: [string, string][] = [];
    await this.#change(async () => {
      const problems = this.#problems();
      const gone = new Set(this.#index.keys());
      for await (const key of this.#files.keys(problems.tell)) {
        gone.delete(key);
        const file = await this.#tryRead(key, problems);
        if (file === undefined) this.#index.delete(key);
        else if (!this.#index.holds(key, file.jwt)) {
          this.#index.set(key, file.jwt, this.#goesAtMs(file.kept));
          changed.push([key, file.jwt]);
        }
      }
      for (const key of gone) this.#index.delete(key);
      problems.sumUp();
    });
    for (const [key, jwt] of changed) await this.#listener.changed(key, jwt);
  }

  /** Does away with what is to go by now. */
  async sweep(): Promise<void> {
    if (this.#index.due(Date.now()).length === 0) return;
    await this.#change(async () => {
      for (const key of this.#index.due(Date.now())) {
        try {
          await this.#files.remove(key, this.#endingOfExpired);
          this.#index.delete(key);
        } catch (error) {
          if (!(error instanceof NatsxError)) throw error;
          this.#listener.logger.error(`DirResolver - ${error.message}`);
        }
      }
    });
  }

  /** Resolves with whether anything changed. */
  async #save(key: string, jwt: string, rule: 'not older' | 'newer'): Promise<boolean> {
    const next = readKeptJwt(jwt);
    if (typeof next === 'string') throw new NatsxError('ERR_RESOLVER', next);
    if (next.accountKey !== key)
      throw new NatsxError('ERR_RESOLVER', 'jwt subject nkey and provided nkey do not match');
    const file = await this.#files.read(key);
    if (file !== undefined && 'jwt' in file) {
      if (file.jwt === jwt || (rule === 'newer' && file.kept.id === next.id)) {
        this.#touch(key);
        return false;
      }
      if (isNewer(file.kept, next)) {
        if (rule === 'newer') return false;
        const text = `the jwt that is kept is newer: it was issued at ${dateOf(file.kept)}, this one at ${dateOf(next)}`;
        throw new NatsxError('ERR_RESOLVER', text);
      }
    } else if (file !== undefined) {
      // It may be the only JWT of another account.
      this.#listener.logger.warn(`DirResolver - ${file.problem}; it is kept as ${key}.jwt.broken`);
      await this.#files.remove(key, '.broken');
    }
    await this.#makeRoomFor(key);
    await this.#files.write(key, jwt);
    this.#index.set(key, jwt, this.#goesAtMs(next));
    return true;
  }

  async #makeRoomFor(key: string): Promise<void> {
    const { limit, whenFull } = this.settings;
    if (limit <= 0 || this.#index.has(key)) return;
    while (this.#index.size >= limit) {
      const oldest = this.#index.oldest;
      if (whenFull === 'nothing' || oldest === undefined)
        throw new NatsxError('ERR_RESOLVER', 'jwt store is full');
      await this.#files.remove(oldest);
      this.#index.delete(oldest);
    }
  }

  /** Reads all files that are known by name alone, without holding up anybody. */
  async #readUnread(problems: Problems): Promise<void> {
    const keys = this.#index.keys();
    const reader = async (): Promise<void> => {
      for (const key of keys) {
        if (this.#isClosed) return;
        if (!this.#index.isUnread(key)) continue;
        const file = await this.#tryRead(key, problems);
        if (!this.#index.isUnread(key)) continue; // Another was saved meanwhile.
        if (file === undefined) this.#index.delete(key);
        else this.#index.settle(key, file.jwt, this.#goesAtMs(file.kept));
      }
    };
    await Promise.all(Array.from({ length: READERS }, reader));
    problems.sumUp();
  }

  /** The JWT of an account; undefined, and a line for the log, if it is no good. */
  async #tryRead(key: string, problems: Problems): Promise<JwtFile | undefined> {
    try {
      const file = await this.#files.read(key);
      if (file === undefined || 'jwt' in file) return file;
      problems.tell(file.problem);
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      problems.tell(error.message);
    }
    return undefined;
  }

  /** Makes one change after the other: two that write the same file would both look at what was there before. */
  #change<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#changes.then(change);
    this.#changes = done.catch(() => undefined); // Whoever asked for it is told.
    return done;
  }

  #touch(key: string): void {
    const { ttlMs, whenFull } = this.settings;
    if (ttlMs > 0) this.#index.touch(key, Date.now() + ttlMs);
    else if (whenFull !== 'nothing') this.#index.touch(key);
  }

  #goesAtMs({ expiresAt }: KeptJwt): number {
    const { ttlMs } = this.settings;
    return ttlMs > 0 ? Date.now() + ttlMs : expiresAt * 1000;
  }

  get #endingOfDeleted(): '.deleted' | undefined {
    return this.settings.delete === 'renamed' ? '.deleted' : undefined;
  }

  /** A directory that holds all keeps what a clock that is wrong would take from it. */
  get #endingOfExpired(): '.deleted' | undefined {
    return this.settings.whenFull === 'nothing' && this.settings.delete !== 'deleted'
      ? '.deleted'
      : undefined;
  }

  #problems(): Problems {
    return new Problems(this.#listener.logger);
  }
}
