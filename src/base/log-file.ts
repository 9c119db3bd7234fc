/**
 * A file that log lines are appended to, readable by its owner and group (0640).
 *
 * Lines are written by a thread of Node's pool, one write at a time: a disk that hangs must not hold up messages. What
 * waits meanwhile has a limit, beyond which lines are lost and counted. A line that was written is in the file whatever
 * becomes of the process, and a rotation is one rename: killed at any moment, it leaves each line in one file, once.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  write as writeCallback,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { NatsxError } from './errors.ts';
import { backupName, purgeBackups } from './log-backups.ts';
import { fileErrorText, systemErrorText } from './system-error.ts';

const write = promisify(writeCallback);

/** Bytes that may wait for a disk that does not keep up: some seconds of a busy trace. */
const MOST_WAITING = 8 * 1024 * 1024;
/** Bytes of one write: what is under way when the process is killed may be cut. */
const MOST_AT_ONCE = 64 * 1024;
/** How long a process that ends waits for the write that is under way. */
const LAST_WRITE_MS = 1_000;

export interface LogFileOptions {
  /** Size in bytes above which the file becomes a backup and a new one begins. Default: never. */
  readonly sizeLimit?: number | undefined;
  /** Files to keep, the current one among them; the oldest backups go. Default: all. */
  readonly maxFiles?: number | undefined;
  /** Takes what there is to say about the log itself, and comes back with a line of it. */
  readonly note: (level: 'notice' | 'error', text: string) => void;
  /**
   * Hears once when lines can't be written, say because the disk is full: a server must neither stop for its log nor
   * lose lines in silence.
   */
  readonly onFailure: (text: string) => void;
}

export class LogFile {
  readonly path: string;
  readonly #options: LogFileOptions;
  readonly #sizeLimit: number;
  #descriptor: number;
  #size = 0;
  /** The size that ends the current file: more than the limit after a rotation that failed. */
  #rotateAbove: number;
  #waiting: string[] = [];
  #waitingLength = 0;
  /** What a thread is writing. */
  #underWay: Buffer | undefined;
  #isDrainDue = false;
  /** All that was begun, in order. */
  #done: Promise<unknown> = Promise.resolve();
  #lost = 0;
  #closing: Promise<void> | undefined;
  #isClosed = false;

  /** Opens the file, creating it if need be; throws NatsxError ERR_LOG_FILE. */
  constructor(path: string, options: LogFileOptions) {
    this.path = path;
    this.#options = options;
    this.#sizeLimit = unlessZero(options.sizeLimit) ?? Infinity;
    this.#rotateAbove = this.#sizeLimit;
    this.#descriptor = open(path);
    this.#begin();
    if (this.#size > this.#rotateAbove) {
      void this.#next(() => options.note('notice', 'Rotating logfile...'));
    }
  }

  write(line: string): void {
    if (this.#isClosed) return;
    if (this.#waitingLength > MOST_WAITING) {
      this.#lose(1, 'the disk does not keep up');
      return;
    }
    this.#waiting.push(line);
    this.#waitingLength += line.length;
    if (this.#isDrainDue) return;
    this.#isDrainDue = true;
    void this.#next(() => this.#drain());
  }

  /**
   * Goes on in a new file of the same name, after another program has moved the old one away. Rejects with the reason
   * when it can't be opened; the old one then stays in use.
   */
  reopen(): Promise<void> {
    return this.#next(() => this.#goOnIn(open(this.path)));
  }

  /** Resolves when all lines are written. */
  close(): Promise<void> {
    return (this.#closing ??= this.#next(async () => {
      await this.#drain(); // What the last rotation had to say.
      this.#isClosed = true;
      closeSync(this.#descriptor);
    }));
  }

  /** Writes what waits, for a process that ends without having closed its log. */
  flushNow(): void {
    if (this.#isClosed || !this.#waitForLastWrite()) return;
    try {
      while (this.#waiting.length > 0) writeAll(this.#descriptor, this.#take().bytes);
    } catch {
      // The process ends, and that its log can't be written was said before if it lasted.
    }
  }

  /** Does `step` after all that was begun before. */
  #next<T>(step: () => T | Promise<T>): Promise<T> {
    const result = this.#done.then(step);
    // Who asked for it hears of its failure.
    this.#done = result.catch(() => undefined);
    return result;
  }

  async #drain(): Promise<void> {
    this.#isDrainDue = false;
    while (this.#waiting.length > 0) {
      const { bytes, lines } = this.#take();
      try {
        await this.#append(bytes);
        this.#confessLosses();
      } catch (error) {
        this.#lose(lines, fileErrorText('write', this.path, error));
      }
      if (this.#size > this.#rotateAbove) this.#rotate();
    }
  }

  /** Lines for one write: none after the one that makes the file too large. */
  #take(): { readonly bytes: Buffer; readonly lines: number } {
    const most = Math.min(MOST_AT_ONCE, this.#rotateAbove - this.#size);
    let [lines, size] = [0, 0];
    do size += Buffer.byteLength(this.#waiting[lines++]!);
    while (lines < this.#waiting.length && size <= most);
    const text = this.#waiting.splice(0, lines).join('');
    this.#waitingLength -= text.length;
    return { bytes: Buffer.from(text), lines };
  }

  async #append(bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      this.#underWay = rest;
      try {
        const { bytesWritten } = await write(this.#descriptor, rest);
        this.#size += bytesWritten;
        rest = rest.subarray(bytesWritten);
      } finally {
        this.#underWay = undefined;
      }
    }
  }

  #rotate(): void {
    const backup = backupName(this.path, Date.now(), existsSync);
    try {
      renameSync(this.path, backup);
      this.#replaceBy(backup);
    } catch (error) {
      this.#rotateAbove = 2 * Math.max(this.#rotateAbove, this.#size);
      const reason = error instanceof NatsxError ? error.message : systemErrorText(error);
      this.#options.note(
        'error',
        `Unable to rotate the log (${reason}), will attempt next rotation at size ${this.#rotateAbove}`,
      );
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#options.note('notice', `Rotated log, backup saved as ${JSON.stringify(backup)}`);
    const maxFiles = unlessZero(this.#options.maxFiles);
    if (maxFiles !== undefined) purgeBackups(this.path, maxFiles - 1, this.#options.note);
    // These lines do not count: with a limit below their length, each rotation would be the reason for the next.
    this.#rotateAbove = this.#sizeLimit + Buffer.byteLength(this.#waiting.join(''));
    this.#waiting.push(...waiting);
  }

  /** The file is `backup` by now; its name is free for a new one. */
  #replaceBy(backup: string): void {
    let fresh: number;
    try {
      fresh = open(this.path);
    } catch (error) {
      // No descriptor left, say. Under its old name the file is found, and can be rotated another time.
      renameSync(backup, this.path);
      throw error;
    }
    this.#goOnIn(fresh);
  }

  #goOnIn(descriptor: number): void {
    closeSync(this.#descriptor);
    this.#descriptor = descriptor;
    this.#begin();
  }

  /** Looks at the file that was opened. A line that was cut when its writer was killed gets its end. */
  #begin(): void {
    const status = fstatSync(this.#descriptor);
    this.#size = status.isFile() ? status.size : 0;
    if (this.#size > 0 && isCut(this.path, this.#size)) this.#waiting.unshift('\n');
  }

  #lose(lines: number, reason: string): void {
    if (this.#lost === 0) this.#options.onFailure(`log lines are lost: ${reason}`);
    this.#lost += lines;
  }

  #confessLosses(): void {
    if (this.#lost === 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    this.#options.note('error', `${lost} log lines could not be written`);
  }

  /** False if it lasts too long. It shows in the size of the file: no callback comes any more. */
  #waitForLastWrite(): boolean {
    if (this.#underWay === undefined) return true;
    const size = this.#size + this.#underWay.length;
    const until = performance.now() + LAST_WRITE_MS;
    const never = new Int32Array(new SharedArrayBuffer(4));
    while (performance.now() < until) {
      const status = fstatSync(this.#descriptor);
      if (!status.isFile() || status.size >= size) return true;
      Atomics.wait(never, 0, 0, 1);
    }
    return false;
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

function open(path: string): number {
  try {
    return openSync(path, 'a', 0o640);
  } catch (error) {
    const text = `error opening file: ${fileErrorText('open', path, error)}`;
    throw new NatsxError('ERR_LOG_FILE', text, { cause: error });
  }
}

/** Whether the last line has no end; false if we may not read the file. */
function isCut(path: string, size: number): boolean {
  const last = Buffer.alloc(1);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return false; // It may be written to and not read: then so be it.
  }
  try {
    return readSync(descriptor, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
  } finally {
    closeSync(descriptor);
  }
}

function unlessZero(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value;
}
