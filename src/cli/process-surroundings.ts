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
    keys: process.stdin.isTTY ? keys : undefined,
    interrupted: () => new Promise((resolve) => process.once('SIGINT', () => resolve())),
  };
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** Single keys, without Enter. Ctrl-C still is one. */
function keys(onKey: (key: string) => void): () => void {
  const { stdin } = process;
  const listener = (chunk: Buffer) => {
    for (const key of chunk.toString().match(/\x1b\[[0-9;]*[A-Za-z~]|[\s\S]/g) ?? []) {
      if (key === '\x03') process.kill(process.pid, 'SIGINT');
      else onKey(key);
    }
  };
  stdin.setRawMode(true);
  stdin.on('data', listener);
  stdin.resume();
  return () => {
    stdin.off('data', listener);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

function output(stream: NodeJS.WriteStream): Output {
  stream.once('error', (error: NodeJS.ErrnoException) => {
    // Who reads our output (`| head -1`) has seen enough; a Go program ends by SIGPIPE here.
    if (error.code === 'EPIPE') process.exit(1);
    throw error;
  });
  return {
    isTerminal: stream.isTTY,
    // Asked each time: windows are resized.
    get columns() {
      return stream.isTTY ? stream.columns : undefined;
    },
    get rows() {
      return stream.isTTY ? stream.rows : undefined;
    },
    write: (bytes) => new Promise((resolve) => stream.write(bytes, () => resolve())),
  };
}
