/** Runs nk without a process. */
import { nk } from '../../../src/cli/nk/program.ts';
import type { Output, Surroundings } from '../../../src/cli/surroundings.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Setting {
  readonly input?: string | Uint8Array;
  readonly isTerminal?: boolean;
  /** Resolves when Ctrl-C is pressed; never, unless given. */
  readonly interrupted?: Promise<void>;
  /** Told of every write to stderr. */
  readonly onStderr?: (text: string) => void;
}

export async function runNk(argv: readonly string[], setting: Setting = {}): Promise<Outcome> {
  const stdout = collector(setting);
  const stderr = collector(setting, setting.onStderr);
  const io: Surroundings = {
    readInput: async () => Buffer.from(setting.input ?? ''),
    stdout,
    stderr,
    pid: 1,
    env: {},
    home: '/nowhere',
    currentDirectory: '/nowhere',
    now: () => new Date(0),
    interrupted: () => setting.interrupted ?? new Promise<void>(() => undefined),
  };
  const code = await nk(argv, io);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(
  { isTerminal = false }: Setting,
  listener?: (text: string) => void,
): Output & { text(): string } {
  const chunks: Buffer[] = [];
  return {
    isTerminal,
    async write(bytes) {
      chunks.push(Buffer.from(bytes));
      listener?.(Buffer.from(bytes).toString());
    },
    text: () => Buffer.concat(chunks).toString(),
  };
}
