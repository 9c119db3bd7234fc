/** The files nk reads, `-` being stdin, with the errors Go's os package would give. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { NatsxError } from '../../base/errors.ts';
import { systemErrorText } from '../../base/system-error.ts';
import { isValidEncoding } from '../../nkeys/strkey.ts';
import type { Surroundings } from '../surroundings.ts';

/** Reads files by name; stdin once. */
export class Files {
  readonly #io: Surroundings;
  #stdinIsRead = false;

  constructor(io: Surroundings) {
    this.#io = io;
  }

  async read(path: string): Promise<Buffer> {
    if (path === '-') return this.#readStdin();
    try {
      return readFileSync(path);
    } catch (error) {
      throw goFileError(error, path);
    }
  }

  /** The first line that is a key of any kind, as in Go: a creds file gives its seed. */
  async readKey(path: string): Promise<Buffer> {
    const contents = await this.read(path);
    try {
      for (const line of lines(contents)) {
        if (isValidEncoding(line)) return Buffer.from(line);
      }
    } finally {
      contents.fill(0);
    }
    throw new NatsxError('ERR_NK_NO_KEY', 'Could not find a valid key');
  }

  /** The first `count` bytes of a file that may have no end, and whether it gives the same bytes every time. */
  async readStart(path: string, count: number): Promise<{ bytes: Buffer; isFixed: boolean }> {
    if (path === '-') {
      return { bytes: (await this.#readStdin()).subarray(0, count), isFixed: true };
    }
    let file: number | undefined;
    try {
      file = openSync(path, 'r');
      return { bytes: readAtMost(file, count), isFixed: fstatSync(file).isFile() };
    } catch (error) {
      throw goFileError(error, path);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  async #readStdin(): Promise<Buffer> {
    if (this.#stdinIsRead) {
      throw new NatsxError(
        'ERR_NK_STDIN',
        'stdin can be read only once: give a file name for all but one of the "-"',
      );
    }
    this.#stdinIsRead = true;
    return Buffer.from(await this.#io.readInput());
  }
}

function* lines(contents: Buffer): Generator<Buffer> {
  for (let start = 0; start <= contents.length;) {
    const newline = contents.indexOf(10, start);
    const end = newline < 0 ? contents.length : newline;
    yield contents.subarray(start, end);
    start = end + 1;
  }
}

function readAtMost(file: number, count: number): Buffer {
  const bytes = Buffer.alloc(count);
  let length = 0;
  while (length < count) {
    const read = readSync(file, bytes, length, count - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

/** A system error in Go's words: `open seed.nk: no such file or directory`. Anything else is returned as it is. */
export function goFileError(error: unknown, path: string, operation?: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ERR_INVALID_ARG_VALUE') {
    // A NUL byte in the name.
    return new NatsxError('ERR_FILE', `open ${path}: invalid argument`, { cause: error });
  }
  if (code === undefined || syscall === undefined) return error;
  const hint = code === 'EEXIST' ? '; -force replaces it' : '';
  const text = `${operation ?? syscall} ${path}: ${systemErrorText(error)}${hint}`;
  return new NatsxError('ERR_FILE', text, { cause: error });
}
