// The servers that are compared: how each is called, started on a free port, and ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { basename, dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import { findPeer } from '../support/peers.ts';
import { splitWords, type BenchOptions } from './options.ts';

export interface Contender {
  readonly label: string;
  readonly program: string;
  readonly args: readonly string[];
}

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** As its INFO says. */
  readonly version: string;
  /** The server that it is joined with, where natsload's first connection goes; stopped with it. */
  readonly partner?: Pick<RunningServer, 'pid' | 'port'>;
  stop(): Promise<void>;
}

const natsxServer = fileURLToPath(new URL('../../bin/natsx-server.js', import.meta.url));
const startupMs = 15_000;
const host = '127.0.0.1';

/** natsx first; then what it is compared with, of which there may be none. */
export function findContenders(options: BenchOptions): readonly Contender[] {
  const natsx: Contender = {
    label: 'natsx',
    program: process.execPath,
    args: [natsxServer, ...options.natsxArgs],
  };
  if (options.against.length > 0)
    return withOwnLabels([natsx, ...options.against.map(fromCommand)]);
  const peer = findPeer('nats-server');
  return peer === undefined ? [natsx] : [natsx, { label: peer.name, program: peer.path, args: [] }];
}

/** `label=command`, or a command that is called by its program, or by its package's folder if that is Node. */
function fromCommand(text: string): Contender {
  const [, label, command] = /^(?:([\w.-]+)=)?(.*)$/s.exec(text)!;
  const [first, ...args] = splitWords(command!);
  if (first === undefined) throw new Error('--against: no command');
  const program = first === 'nats-server' ? findPeer(first)?.path : first;
  if (program === undefined) throw new Error('--against: no nats-server on the PATH');
  const script = basename(program) === 'node' ? args[0] : undefined;
  const name = script === undefined ? program : dirname(dirname(resolve(script)));
  return { label: label ?? basename(name), program, args };
}

/** Is it the server that the targets are about? */
export function isPeer({ program }: Contender): boolean {
  return basename(program) === 'nats-server';
}

/** Two builds of one program may be called the same: the later ones get a number. */
function withOwnLabels(contenders: readonly Contender[]): readonly Contender[] {
  return contenders.map((contender, index) => {
    const before = contenders.slice(0, index).filter((one) => one.label === contender.label).length;
    return before === 0 ? contender : { ...contender, label: `${contender.label} (${before + 1})` };
  });
}

/** The whole command that serves `port` of this machine only. */
export function commandOf(contender: Contender, port: number): readonly [string, ...string[]] {
  return [contender.program, ...contender.args, '-a', host, '-p', String(port)];
}

/** Resolves when the server has greeted a client. */
export async function startServer(contender: Contender): Promise<RunningServer> {
  const port = await freePort();
  const [program, ...args] = commandOf(contender, port);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-2000)));
  }
  let gone: string | undefined;
  child.on('error', (error) => (gone = error.message));
  const closed = once(child, 'close').then(() => (gone ??= 'it ended by itself'));
  const killOnExit = () => void child.kill('SIGKILL');
  process.once('exit', killOnExit);
  const stop = async () => {
    process.off('exit', killOnExit);
    if (gone !== undefined) return;
    child.kill('SIGTERM');
    const tooLong = setTimeout(killOnExit, 5000);
    await closed;
    clearTimeout(tooLong);
  };
  try {
    const version = await greeting(port, () => gone);
    return { pid: child.pid!, port, version, stop };
  } catch (error) {
    await stop();
    throw new Error(`${contender.label} does not serve: ${said.trim() || String(error)}`, {
      cause: error,
    });
  }
}

/** The version in the first INFO that `port` sends, once it does. */
async function greeting(port: number, gone: () => string | undefined): Promise<string> {
  const end = performance.now() + startupMs;
  while (performance.now() < end) {
    const reason = gone();
    if (reason !== undefined) throw new Error(reason);
    const info = await firstLine(port);
    if (info !== undefined) return versionIn(info);
    await delay(20);
  }
  throw new Error(`no INFO within ${startupMs / 1000} s`);
}

/** What the server says up to the first newline; `undefined` if nobody listens yet. */
function firstLine(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let line = '';
    const socket = connect(port, host);
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('data', (chunk) => {
      line += chunk.toString();
      if (line.includes('\n')) socket.destroy();
    });
    socket.on('error', () => socket.destroy()); // Refused: asked again by the caller.
    socket.on('close', () => resolve(line.includes('\n') ? line : undefined));
  });
}

/** nats-server says `go1.19.8` in "go", natsx its own version and Node's. */
function versionIn(info: string): string {
  const { version, go } = JSON.parse(info.slice('INFO '.length)) as { version: string; go: string };
  return `${version} (${go})`;
}
