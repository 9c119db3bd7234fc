// A program behind a pseudo terminal, as a person sees it: what it shows is waited for, and keys are pressed. Node has no
// pseudo terminals; `script` of util-linux makes one.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Whether there are pseudo terminals here; where not, tests skip and say so. */
export function hasPty(): boolean {
  const { status, stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.includes('util-linux');
}

const PATIENCE_MS = 20_000;

export const KEYS = { enter: '\r', down: '\u001b[B', space: ' ', ctrlC: '\u0003' } as const;

export class Pty implements Disposable {
  readonly #child: ChildProcess;
  #seen = '';
  /** How much of it was waited for. */
  #read = 0;
  readonly #watchers = new Set<() => void>();

  constructor(
    command: readonly string[],
    options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
  ) {
    const line = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    // So wide that no line is broken; -e hands on the exit code.
    this.#child = spawn('script', ['-qfec', `stty cols 300 rows 50; exec ${line}`, '/dev/null'], {
      ...options,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout!.on('data', (bytes: Buffer) => {
      this.#seen += bytes.toString();
      for (const watcher of this.#watchers) watcher();
    });
  }

  /** All that was shown, without escape codes. */
  get text(): string {
    return this.#seen.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r\n', '\n');
  }

  /** Waits until `text` is shown after what was waited for before. */
  async shows(text: string): Promise<void> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const at = this.text.indexOf(text, this.#read);
      if (at >= 0) {
        this.#read = at + text.length;
        return;
      }
      if (deadline.aborted) assert.fail(`not shown: "${text}" after\n${this.text}`);
      await this.#change(deadline);
    }
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.#child.stdin!.write(key);
  }

  /** Waits for a question, and answers it. */
  async answer(question: string, ...keys: readonly string[]): Promise<void> {
    await this.shows(question);
    this.press(...keys, KEYS.enter);
  }

  /** Waits for the end; resolves with the exit code. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null) {
      await once(this.#child, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) });
    }
    return this.#child.exitCode;
  }

  /** What still runs gets a hangup, as from a window that is closed. */
  [Symbol.dispose](): void {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
  }

  async #change(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#watchers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#watchers.add(done);
      signal.addEventListener('abort', done);
    });
  }
}
