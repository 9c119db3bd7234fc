import { appendFileSync, closeSync, openSync } from 'node:fs';
import { NatsxError } from './errors.ts';
import { fileErrorText } from './system-error.ts';

/** A file that log lines are appended to, readable by its owner and group (0640). */
export class LogFile {
  readonly path: string;
  readonly #onFailure: (text: string) => void;
  #descriptor: number;
  #hasFailed = false;

  /**
   * Opens the file, creating it if need be. `onFailure` hears once when lines can't be written, say because the disk is
   * full: a server must neither stop for its log nor lose lines in silence.
   */
  constructor(path: string, onFailure: (text: string) => void) {
    this.path = path;
    this.#onFailure = onFailure;
    this.#descriptor = open(path);
  }

  write(line: string): void {
    try {
      appendFileSync(this.#descriptor, line);
    } catch (error) {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      this.#onFailure(`log lines are lost: ${fileErrorText('write', this.path, error)}`);
    }
  }

  /** Goes on in a new file of the same name, after another program has moved the old one away. */
  reopen(): void {
    const fresh = open(this.path); // First, so that a failure leaves us the old file.
    closeSync(this.#descriptor);
    this.#descriptor = fresh;
    this.#hasFailed = false;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'a', 0o640);
  } catch (error) {
    const text = `error opening file: ${fileErrorText('open', path, error)}`;
    throw new NatsxError('ERR_LOG_FILE', text, { cause: error });
  }
}
