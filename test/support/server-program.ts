// A server as a user starts it: the executable, its log, its exit code.
import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/natsx-server.js', import.meta.url));

/** Our own program; it runs what `npm run build` made. */
export function natsxServer(...argv: string[]): ServerProgram {
  return new ServerProgram(process.execPath, [bin, ...argv]);
}

/** A running natsx-server or nats-server. */
export class ServerProgram {
  out = '';
  err = '';
  readonly pid: number;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | NodeJS.Signals | null>;

  constructor(file: string, argv: readonly string[]) {
    this.#child = spawn(file, argv);
    this.pid = this.#child.pid!;
    this.#child.stdout.on('data', (text: Buffer) => (this.out += text.toString()));
    this.#child.stderr.on('data', (text: Buffer) => (this.err += text.toString()));
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => resolve(signal ?? code));
    });
  }

  /** Its exit code. */
  ended(): Promise<number | NodeJS.Signals | null> {
    return this.#ended;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until the log says one of these. */
  async says(...texts: readonly string[]): Promise<void> {
    const said = new Promise<true>((resolve) => {
      const look = (): void => {
        if (texts.some((text) => this.err.includes(text))) resolve(true);
      };
      this.#child.stderr.on('data', look);
      look();
    });
    if ((await Promise.race([said, this.#ended])) === true) return;
    assert.fail(`ended without saying ${JSON.stringify(texts)}: ${this.err}`);
  }

  /** The texts of the log lines, without `[pid] [INF] `. */
  get log(): string[] {
    return [...this.err.matchAll(/^\[\d+\] (.*)$/gm)].map(([, text]) => text!);
  }
}
