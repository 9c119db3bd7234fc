// A logger that a test reads: lines of `level text`, and a wait for one to come.
import type { Logger } from '../../src/base/logger.ts';

export class LogRecorder implements Logger {
  readonly lines: string[] = [];
  readonly isDebug = true;
  readonly isTrace: boolean = false;
  #check: () => void = () => undefined;

  get text(): string {
    return this.lines.map((line) => `${line}\n`).join('');
  }

  /** Waits until the log matches; mocha's timeout ends a wait in vain. */
  async until(pattern: RegExp): Promise<void> {
    if (pattern.test(this.text)) return;
    await new Promise<void>((resolve) => {
      this.#check = () => {
        if (pattern.test(this.text)) resolve();
      };
    });
  }

  readonly notice = (text: string): void => this.#add('notice', text);
  readonly warn = (text: string): void => this.#add('warn', text);
  readonly error = (text: string): void => this.#add('error', text);
  readonly fatal = (text: string): void => this.#add('fatal', text);
  readonly debug = (text: string): void => this.#add('debug', text);
  readonly trace = (text: string): void => this.#add('trace', text);

  #add(level: string, text: string): void {
    this.lines.push(`${level} ${text}`);
    this.#check();
  }
}
