/**
 * `natsx up --compare`: how long people wait for the first message, on natsx and on nats-server, from an empty machine
 * and again. Each run is the whole command in a process of its own, from its start on: what people wait for.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NatsxError } from '../../base/errors.ts';
import type { Topology } from '../../up/layout.ts';
import { natsServerProgram } from '../../up/programs.ts';
import { plainColumns } from '../plain-columns.ts';
import type { Surroundings } from '../surroundings.ts';
import { interrupted, type Endings } from './ending.ts';
import type { UpRequest } from './flags.ts';
import { saying } from './progress.ts';

interface Measurement {
  readonly topology: Topology;
  readonly engine: string;
  /** Seconds until the first message was through: on an empty machine, and on one that has its keys. */
  readonly first?: number;
  readonly again?: number;
}

const ONE_SERVER: Topology = { clusters: 1, servers: 1, leafnodes: 0 };
const SUPER_CLUSTER: Topology = { clusters: 2, servers: 3, leafnodes: 0 };

export async function compare(
  request: UpRequest,
  io: Surroundings,
  endings: Endings,
): Promise<number> {
  const { enginePath, isJson } = request;
  // Better now than after a minute.
  const { file, title } = await natsServerProgram(enginePath, io.env['PATH']);
  const engines = [
    { title: 'natsx', flags: [] },
    { title: 'natsx --processes', flags: ['--processes'] },
    { title, flags: ['--engine', 'nats-server', '--engine-path', file] },
  ];
  const stop = new AbortController();
  const release = endings({
    onSignal: () => stop.abort(interrupted()),
    onExit: () => stop.abort(),
  });
  const measurements: Measurement[] = [];
  try {
    for (const topology of [ONE_SERVER, biggerOf(request)]) {
      for (const { title: engine, flags } of engines) {
        await saying(io)(`measuring ${topologyName(topology)}, ${engine} …`);
        const times = await measure(topology, flags, io, stop.signal);
        measurements.push({ topology, engine, ...times });
      }
    }
  } finally {
    release();
  }
  await io.stdout.write(
    isJson ? `${JSON.stringify(measurements, undefined, 2)}\n` : comparisonText(measurements),
  );
  return measurements.every(({ again }) => again !== undefined) ? 0 : 1;
}

/** What was asked for, if it is more than one server. */
function biggerOf({ topology }: UpRequest): Topology {
  const { clusters, servers, leafnodes } = topology;
  return clusters * servers + leafnodes > 1 ? topology : SUPER_CLUSTER;
}

/** A home of its own, twice. What fails is told, and has no time. */
async function measure(
  topology: Topology,
  flags: readonly string[],
  io: Surroundings,
  signal: AbortSignal,
): Promise<Pick<Measurement, 'first' | 'again'>> {
  const home = await mkdtemp(join(tmpdir(), 'natsx-up-'));
  try {
    const run = () => firstMessageOf(topology, flags, { ...io.env, ...homeIn(home) }, signal);
    return { first: await run(), again: await run() };
  } catch (error) {
    if (!(error instanceof NatsxError) || error.code !== 'ERR_UP_COMPARE') throw error;
    await saying(io)([error.message, ...error.suggestions.map((line) => `  ${line}`)].join('\n'));
    return {};
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function homeIn(home: string): Record<string, string> {
  return { HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config') };
}

const NATSX = fileURLToPath(new URL('../../../bin/natsx.js', import.meta.url));

/** Runs the command until it says how long it took, and ends it. */
async function firstMessageOf(
  { clusters, servers, leafnodes }: Topology,
  flags: readonly string[],
  env: Surroundings['env'],
  signal: AbortSignal,
): Promise<number> {
  signal.throwIfAborted();
  const size = { clusters, servers, leafnodes };
  const sizes = Object.entries(size).flatMap(([name, count]) => [`--${name}`, String(count)]);
  const child = spawn(
    process.execPath,
    [NATSX, 'up', '--json', '--port', '0', ...sizes, ...flags],
    {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  let printed = '';
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => (complaints += text.toString()));
  child.stdout.on('data', (text: Buffer) => {
    printed += text.toString();
    if (printed.trimEnd().endsWith('\n}')) stop();
  });
  await once(child, 'close');
  signal.removeEventListener('abort', stop);
  const { firstMessage } = jsonOf(printed) as { readonly firstMessage?: number };
  if (firstMessage !== undefined) return firstMessage / 1000;
  signal.throwIfAborted();
  throw new NatsxError('ERR_UP_COMPARE', `natsx up ${[...sizes, ...flags].join(' ')} has failed`, {
    suggestions: complaints.trim().split('\n'),
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // It has ended before it was there; what it said on stderr is told.
  }
}

function comparisonText(measurements: readonly Measurement[]): string {
  const seconds = (value?: number) => (value === undefined ? 'failed' : `${value.toFixed(2)} s`);
  const heading = ['Time to the first message', 'engine', 'from nothing', 'again'];
  const rows = measurements.map(({ topology, engine, first, again }) => [
    topologyName(topology),
    engine,
    seconds(first),
    seconds(again),
  ]);
  return `${plainColumns([heading, ...rows]).join('\n')}\n`;
}

function topologyName({ clusters, servers, leafnodes }: Topology): string {
  if (clusters * servers === 1 && leafnodes === 0) return '1 server';
  return `${clusters} × ${servers} servers${leafnodes === 0 ? '' : ` and ${leafnodes} leafnodes`}`;
}
