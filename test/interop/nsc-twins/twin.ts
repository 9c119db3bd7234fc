// A home with a store on which cases are run, by our nsc in this process or by Go's in its own. After each case it is put
// back to what it was.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TemporaryNsc } from '../../nsc/temporary-nsc.ts';
import { KeyNames, withKeys, writeKnownKeys } from './known-keys.ts';
import { normalText } from './normal-text.ts';
import { Snapshot } from './snapshot.ts';
import { changesOf } from './store-state.ts';
import { words, type Answer, type Case } from './transcript.ts';

/** How a tool is run: its words, in the `here` of a home; what it printed, stdout before stderr. */
export type Tool = (
  argv: readonly string[],
  home: string,
  now: Date,
) => Promise<{ code: number; text: string }>;

export type Outcome = Pick<Case, 'answers' | 'changes'>;

export const ourNsc: Tool = async (argv, home, now) => {
  const tool = TemporaryNsc.at(home);
  tool.now = now;
  const { code, out, err } = await tool.run(argv);
  return { code, text: out + err };
};

/** Go's nsc, at `path`. */
export function goNsc(path: string): Tool {
  return (argv, home) =>
    new Promise((resolve, reject) => {
      const env = { HOME: home, PATH: process.env['PATH'] };
      const cwd = join(home, 'here');
      const child = spawn(path, argv, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
      const printed = { stdout: '', stderr: '' };
      child.stdout.on('data', (bytes: Buffer) => (printed.stdout += bytes.toString()));
      child.stderr.on('data', (bytes: Buffer) => (printed.stderr += bytes.toString()));
      child.once('error', reject);
      child.once('close', (code) =>
        resolve({ code: code ?? 1, text: printed.stdout + printed.stderr }),
      );
    });
}

export class Twin implements Disposable {
  readonly home: string;
  readonly #start: Snapshot;

  private constructor(home: string) {
    this.home = home;
    this.#start = Snapshot.of(home);
  }

  /** The store that `setup` makes, an hour before `now`, so that nothing in it is of this second. */
  static async make(setup: readonly string[], now: Date): Promise<Twin> {
    const home = newHome();
    writeKnownKeys(join(home, 'here'));
    const before = new Date(now.getTime() - 3_600_000);
    for (const line of setup) {
      const { code, text } = await ourNsc(words(withKeys(line)), home, before);
      if (code !== 0) throw new Error(`the setup failed: nsc ${line}\n${text}`);
    }
    return new Twin(home);
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  /** What `tool` does with the lines. */
  async run(tool: Tool, lines: readonly string[], now: Date): Promise<Outcome> {
    const { home } = this;
    const names = new KeyNames();
    const answers: Answer[] = [];
    for (const line of lines) {
      const { code, text } = await tool(words(withKeys(line)), home, now);
      answers.push({ code: Math.min(code, 1), text: normalText(text, { home, names, now }) });
    }
    const end = Snapshot.of(home);
    const changes = changesOf(this.#start, end, names, now);
    this.#start.restore(end);
    return { answers, changes: changes.map((line) => line.replaceAll(home, '~')) };
  }
}

/** In memory where there is such a place: a thousand changes wait for the disk otherwise. */
function newHome(): string {
  const memory = '/dev/shm';
  return mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'natsx-twin-'));
}
