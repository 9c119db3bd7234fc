import { homedir } from 'node:os';
import { isAsciiLocale } from './ascii-locale.ts';
import type { Output, Surroundings } from './surroundings.ts';

/** This process, as its programs see it. */
export function processSurroundings(): Surroundings {
  let stderr: Output | undefined;
  return {
    readInput,
    stdout: output(process.stdout),
    // Most runs write nothing there, and Node takes its time to open a stream.
    get stderr() {
      return (stderr ??= output(process.stderr));
    },
    pid: process.pid,
    env: process.env,
    home: homedir(),
    get currentDirectory() {
      return process.cwd();
    },
    isAscii: isAsciiLocale(process.env, process.platform),
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
