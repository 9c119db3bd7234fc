/** The files of a directory of JWTs: `<KEY>.jwt`, or `<last two letters>/<KEY>.jwt` as an account server may have it. */
import fs, { constants } from 'node:fs';
import { access, mkdir, opendir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { NatsxError } from '../../../base/errors.ts';
import { isDraft, replaceFile } from '../../../base/replace-file.ts';
import { fileErrorText, systemErrorText } from '../../../base/system-error.ts';
import { MAX_TOKEN_BYTES } from '../../../jwt/token.ts';
import { isValidPublicKey } from '../../../nkeys/strkey.ts';
import { readKeptJwt, type KeptJwt } from './kept-jwt.ts';

/** nats-server's, so that whoever may read its directories may read ours. */
const DIRECTORY_MODE = 0o750;
const FILE_MODE = 0o640;

/** A file that holds what it should. */
export interface JwtFile {
  readonly jwt: string;
  readonly kept: KeptJwt;
}

/** A file that does not: for the log. */
export interface BrokenFile {
  readonly problem: string;
}

export class DirectoryFiles {
  readonly path: string;
  /** Whose files lie in a folder named by the end of the key. */
  readonly #sharded = new Set<string>();

  constructor(path: string) {
    this.path = path;
  }

  /** Makes the directory if there is none. Throws a NatsxError if it can't be used. */
  async open(): Promise<void> {
    try {
      await mkdir(this.path, { recursive: true, mode: DIRECTORY_MODE });
      await access(this.path, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw resolverError(`the directory ${this.path} can't be used`, error);
    }
  }

  /** The keys of the accounts that have a file, as they come; `odd` is told of files that are none of ours. */
  async *keys(odd: (problem: string) => void): AsyncGenerator<string> {
    this.#sharded.clear();
    for await (const { name, isFolder } of entriesOf(this.path)) {
      if (!isFolder) {
        const key = keyOf(name);
        if (key !== undefined) yield key;
        else await this.#passOver(join(this.path, name), odd);
      } else if (/^[A-Z2-7]{2}$/.test(name)) yield* this.#keysOfShard(name, odd);
    }
  }

  async *#keysOfShard(folder: string, odd: (problem: string) => void): AsyncGenerator<string> {
    for await (const { name, isFolder } of entriesOf(join(this.path, folder))) {
      const key = isFolder ? undefined : keyOf(name);
      if (key?.endsWith(folder) === true) {
        this.#sharded.add(key);
        yield key;
      } else if (!isFolder) await this.#passOver(join(this.path, folder, name), odd);
    }
  }

  /** Drafts of a server that was killed are removed: nobody else writes here. */
  async #passOver(path: string, odd: (problem: string) => void): Promise<void> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (isDraft(name)) await rm(path, { force: true });
    else if (name.endsWith('.jwt')) odd(`skipped ${path}: its name is not the key of an account`);
  }

  /** The JWT of an account; undefined if there is no file. Rejects with a NatsxError if it can't be read. */
  async read(key: string): Promise<JwtFile | BrokenFile | undefined> {
    const path = this.#pathOf(key);
    let jwt: string | undefined;
    try {
      jwt = await readWhole(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new NatsxError('ERR_RESOLVER', fileErrorText('open', path, error), { cause: error });
    }
    if (jwt === undefined) return broken(path, 'it is no file, or too large for a JWT');
    const kept = readKeptJwt(jwt);
    if (typeof kept === 'string') return broken(path, kept);
    if (kept.accountKey !== key) return broken(path, `it holds the JWT of ${kept.accountKey}`);
    if (!isValidPublicKey(key, 'account'))
      return broken(path, 'its name is not the key of an account');
    return { jwt, kept };
  }

  /** Writes the JWT of an account: afterwards the file is the old one or the new one. */
  async write(key: string, jwt: string): Promise<void> {
    const path = this.#pathOf(key);
    try {
      await mkdir(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
      await replaceFile(path, jwt, FILE_MODE);
    } catch (error) {
      throw new NatsxError('ERR_RESOLVER', fileErrorText('write', path, error), { cause: error });
    }
  }

  /** Removes the file of an account, or gives it another ending. It may be gone already. */
  async remove(key: string, ending?: '.deleted' | '.broken'): Promise<void> {
    const path = this.#pathOf(key);
    try {
      if (ending === undefined) await rm(path, { force: true });
      else await rename(path, `${path}${ending}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw new NatsxError('ERR_RESOLVER', fileErrorText('remove', path, error), { cause: error });
    }
  }

  #pathOf(key: string): string {
    const shard = this.#sharded.has(key) ? key.slice(-2) : '';
    return join(this.path, shard, `${key}.jwt`);
  }
}

interface DirectoryEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Read as a stream: the names of a hundred thousand are not held twice. */
async function* entriesOf(path: string): AsyncGenerator<DirectoryEntry> {
  try {
    // 32 at a time, as by default, makes four times as many round trips to the disk's thread.
    for await (const entry of await opendir(path, { bufferSize: 1024 })) {
      yield { name: entry.name, isFolder: entry.isDirectory() };
    }
  } catch (error) {
    throw resolverError(`the directory ${path} can't be read`, error);
  }
}

function keyOf(name: string): string | undefined {
  return /^(A[A-Z2-7]{55})\.jwt$/.exec(name)?.[1];
}

/**
 * The text of a file; undefined if it is none, or too large. A pipe of that name holds nobody up. By descriptors:
 * a FileHandle takes half as long again, and this is most of what a start takes.
 */
async function readWhole(path: string): Promise<string | undefined> {
  const file = await openFile(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await statFile(file);
    if (!stat.isFile() || stat.size > MAX_TOKEN_BYTES) return undefined;
    const { buffer, bytesRead } = await readFile(
      file,
      Buffer.allocUnsafe(stat.size),
      0,
      stat.size,
      0,
    );
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await closeFile(file);
  }
}

const openFile = promisify(fs.open);
const statFile = promisify(fs.fstat);
const readFile = promisify(fs.read);
const closeFile = promisify(fs.close);

function broken(path: string, problem: string): BrokenFile {
  return { problem: `skipped ${path}: ${problem}` };
}

function resolverError(text: string, cause: unknown): NatsxError {
  return new NatsxError('ERR_RESOLVER', `${text}: ${systemErrorText(cause)}`, { cause });
}
