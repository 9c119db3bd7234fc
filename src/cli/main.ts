/** The one place where the small programs meet their process. */
import type { GoFlagTable } from './go-flags.ts';
import { execute, type Program } from './program.ts';
import type { Output, Surroundings } from './surroundings.ts';

/** Runs `program` on this process' command line and exits. */
export async function main<T extends GoFlagTable>(program: Program<T>): Promise<never> {
  const code = await execute(program, process.argv.slice(2), processSurroundings());
  // Not by running out of work: a dial that was given up may still hold a socket. All output has been written by now.
  process.exit(code);
}

export function processSurroundings(): Surroundings {
  return {
    readInput,
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    pid: process.pid,
    now: () => new Date(),
    interrupted: () => new Promise((resolve) => process.once('SIGINT', () => resolve())),
  };
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function output(stream: NodeJS.WriteStream): Output {
  stream.once('error', (error: NodeJS.ErrnoException) => {
    // Who reads our output (`| head -1`) has seen enough; a Go program ends by SIGPIPE here.
    if (error.code === 'EPIPE') process.exit(1);
    throw error;
  });
  return {
    isTerminal: stream.isTTY,
    write: (bytes) => new Promise((resolve) => stream.write(bytes, () => resolve())),
  };
}
