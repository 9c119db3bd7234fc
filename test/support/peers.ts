// Finds the Go programs that interop tests compare with, and runs their server. Only what the PATH (or an environment
// variable) names counts: no machine's own paths. A test whose peer is missing skips and says on stderr how to get it;
// under CI a missing required peer fails instead.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  accessSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Peer {
  readonly name: string;
  readonly path: string;
  /** As it says itself, e.g. `2.9.10`; empty if it does not say. */
  readonly version: string;
}

interface PeerKind {
  /** An environment variable that names the executable, asked before the PATH. */
  readonly variable: string;
  readonly versionArgs?: readonly string[];
  readonly howToGet: string;
  /** Under CI its absence is a failure. */
  readonly isRequired: boolean;
}

const kinds = {
  'nats-server': {
    variable: 'NATS_SERVER',
    versionArgs: ['-v'],
    howToGet: 'apt-get install nats-server, or go install github.com/nats-io/nats-server/v2@latest',
    isRequired: true,
  },
  nk: {
    variable: 'NK',
    howToGet: 'go install github.com/nats-io/nkeys/nk@latest',
    isRequired: false,
  },
  nsc: {
    variable: 'NSC',
    versionArgs: ['--version'],
    howToGet: 'go install github.com/nats-io/nsc/v2@latest',
    isRequired: false,
  },
  'nats-account-server': {
    variable: 'NATS_ACCOUNT_SERVER',
    howToGet: 'go install github.com/nats-io/nats-account-server@latest',
    isRequired: false,
  },
  nats: {
    variable: 'NATS_CLI',
    howToGet: 'go install github.com/nats-io/natscli/nats@latest',
    isRequired: false,
  },
  'nats-top': {
    variable: 'NATS_TOP',
    howToGet: 'go install github.com/nats-io/nats-top@latest',
    isRequired: false,
  },
} satisfies Record<string, PeerKind>;

export type PeerName = keyof typeof kinds;

/** The package's own folder, with a separator at the end. */
const home = realpathSync(fileURLToPath(new URL('../..', import.meta.url))) + sep;

/** The peer called `name`, or `undefined` when there is none; a program that resolves into this package is none. */
export function findPeer(name: PeerName): Peer | undefined {
  return findPeers(name)[0];
}

/** Every peer called `name`: the one of the environment variable, then those on the PATH, each file once. */
export function findPeers(name: PeerName, environment = process.env): Peer[] {
  const kind: PeerKind = kinds[name];
  const named = environment[kind.variable] ?? '';
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [
    ...(named === '' ? [] : [named]),
    ...folders.map((folder) => join(folder, name)),
  ];
  const files = new Set(candidates.filter(isExecutable).map((file) => realpathSync(file)));
  return [...files]
    .filter((file) => !file.startsWith(home))
    .map((path) => ({ name, path, version: versionOf(path, kind) }));
}

/**
 * The peer for a test: `const server = requirePeer(this, 'nats-server')` in a `before(function () {…})`. Without one
 * the test skips, out loud, or fails if the peer is required and this is CI.
 */
export function requirePeer(context: Mocha.Context, name: PeerName): Peer {
  const peer = findPeer(name);
  if (peer !== undefined) return peer;
  return skipWithout(
    context,
    `no ${name} on the PATH`,
    kinds[name].howToGet,
    kinds[name].isRequired,
  );
}

/** Skips the test of `context` saying why, or fails it where the peer is required and this is CI. */
export function skipWithout(
  context: Mocha.Context,
  lack: string,
  howToGet: string,
  isRequired = false,
): never {
  const message = `${lack} (${howToGet})`;
  if (isRequired && isCi()) throw new Error(`${message}: CI needs it`);
  // .ci/run adds these numbers up to tell what was skipped for want of a peer from what was skipped otherwise.
  process.stderr.write(`  skipped ${testsSkipped(context)}, ${message}: ${titleOf(context)}\n`);
  return context.skip();
}

/** True if `version` is at least `wanted`, both as `major.minor.patch`. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [have, want] = [version, wanted].map((text) => text.split('.').map(Number));
  for (const [index, number] of want!.entries()) {
    const ours = have![index] ?? 0;
    if (ours !== number) return ours > number;
  }
  return true;
}

/** A running nats-server; `stop()` ends it and removes its files. */
export interface RunningPeer {
  readonly peer: Peer;
  readonly port: number;
  /** Where it serves monitoring, if it does. */
  readonly monitorUrl: string | undefined;
  /** Where other servers reach it, if it has a cluster. */
  readonly clusterUrl: string | undefined;
  /** What it has logged so far. */
  log(): string;
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/**
 * Starts a Go nats-server on a free port of 127.0.0.1, with a configuration text and flags if there are any. Throws what
 * it said if it does not start. Relative paths of the text are in a folder that goes with it.
 */
export async function startPeer(
  peer: Peer,
  configuration = '',
  flags: readonly string[] = [],
): Promise<RunningPeer> {
  const folder = mkdtempSync(join(tmpdir(), 'natsx-peer-'));
  const file = join(folder, 'server.conf');
  writeFileSync(file, configuration);
  const args = ['-c', file, '-a', '127.0.0.1', '-p', '-1', '--ports_file_dir', folder, ...flags];
  const child = spawn(peer.path, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (text: Buffer) => (log += text.toString()));
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  const stop = () => end('SIGTERM');
  try {
    const ports = await portsFromFile(folder, child, () => log);
    return { peer, ...ports, log: () => log, stop, kill: () => end('SIGKILL') };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for the ports file, which nats-server writes once it accepts connections. */
function portsFromFile(folder: string, child: ChildProcess, log: () => string): Promise<Ports> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void) => {
      watcher.close();
      clearTimeout(tooLong);
      child.off('close', onClose);
      act();
    };
    const look = () => {
      const ports = readPorts(folder);
      if (ports !== undefined) finish(() => resolve(ports));
    };
    const fail = (what: string) =>
      finish(() => reject(new Error(`${child.spawnfile} ${what}: ${log()}`)));
    const onClose = () => fail('ended before it listened');
    const watcher = watch(folder, look);
    const tooLong = setTimeout(() => fail('has not listened within 10 s'), 10_000);
    child.on('close', onClose);
    look();
  });
}

interface Ports {
  readonly port: number;
  readonly monitorUrl: string | undefined;
  readonly clusterUrl: string | undefined;
}

function readPorts(folder: string): Ports | undefined {
  const name = readdirSync(folder).find((file) => file.endsWith('.ports'));
  if (name === undefined) return undefined;
  const text = readFileSync(join(folder, name), 'utf8');
  // The file may be seen half written; its next change is seen too.
  if (!text.trimEnd().endsWith('}')) return undefined;
  const { nats, monitoring, cluster } = JSON.parse(text) as Record<
    string,
    readonly string[] | undefined
  >;
  const port = Number(new URL(nats![0]!).port);
  return { port, monitorUrl: monitoring?.[0], clusterUrl: cluster?.[0] };
}

function versionOf(path: string, kind: PeerKind): string {
  if (kind.versionArgs === undefined) return '';
  const text = execFileSync(path, kind.versionArgs, { encoding: 'utf8' });
  return /\d+\.\d+\.\d+/.exec(text)?.[0] ?? '';
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // Not there, or not for us: both mean that the search goes on.
  }
}

function isCi(): boolean {
  const value = process.env['CI'] ?? '';
  return value !== '' && value !== 'false' && value !== '0';
}

/** How many tests a skip here leaves out: a `before` hook speaks for its whole suite. */
function testsSkipped(context: Mocha.Context): number {
  const runnable = context.test;
  const isForAll = runnable?.title.startsWith('"before all"') === true;
  return isForAll ? (runnable.parent?.total() ?? 1) : 1;
}

/** The suite stands in for the test where the skip comes from a hook. */
function titleOf(context: Mocha.Context): string {
  return (context.currentTest ?? context.test)?.parent?.fullTitle() ?? '';
}
