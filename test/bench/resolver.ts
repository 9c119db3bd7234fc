// A full resolver with many accounts, ours and nats-server's: how long the start takes and what it costs, and how long an
// account takes to be found. `node --import tsx test/bench/resolver.ts [accounts] [natsx-server]`, on Linux.
//
// All serve one directory, one after the other. Lookups are requests, one at a time; logins are the first of their
// accounts, so that each reads and verifies an account's JWT and a user's.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestOperator, type TestAccount } from '../support/operator.ts';
import { findPeers } from '../support/peers.ts';
import { ServerProgram } from '../support/server-program.ts';
import { login, SystemClient } from '../support/system-client.ts';

const LOOKUPS = 2_000;
const LOGINS = 500;
/** Of Linux, in /proc/…/stat. */
const TICKS_PER_SECOND = 100;

const natsxServer = fileURLToPath(new URL('../../bin/natsx-server.js', import.meta.url));
const accounts = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'natsx-bench-'));

interface Contender {
  readonly label: string;
  readonly program: string;
  readonly args: readonly string[];
}

try {
  const world = prepare();
  const natsx = {
    label: 'natsx',
    program: process.execPath,
    args: [process.argv[3] ?? natsxServer],
  };
  const peers = findPeers('nats-server').map(({ path, version }) => ({
    label: `nats-server ${version}`,
    program: path,
    args: [],
  }));
  const rows: Record<string, object> = {};
  for (const contender of [natsx, ...peers])
    rows[contender.label] = await measure(contender, world);
  console.log(`full resolver with ${accounts} accounts`);
  console.table(rows);
} finally {
  rmSync(folder, { recursive: true });
}

interface World {
  readonly configuration: string;
  readonly operator: TestOperator;
  /** Some of the accounts. */
  readonly sample: readonly TestAccount[];
}

function prepare(): World {
  const operator = new TestOperator();
  const directory = join(folder, 'jwt');
  mkdirSync(directory);
  const sample: TestAccount[] = [];
  for (let number = 0; number < accounts; number++) {
    const account = number === 0 ? operator.systemAccount : operator.account(`A${number}`);
    writeFileSync(join(directory, `${account.publicKey}.jwt`), account.jwt);
    if (number > 0 && sample.length < LOOKUPS) sample.push(account);
  }
  const configuration = join(folder, 'server.conf');
  writeFileSync(
    configuration,
    `operator: ${operator.jwt()}\nresolver: { type: full, dir: "${directory}", allow_delete: true }\n`,
  );
  return { configuration, operator, sample };
}

async function measure({ program, args }: Contender, world: World): Promise<object> {
  const begin = performance.now();
  const server = new ServerProgram(program, [
    ...args,
    '-c',
    world.configuration,
    '-a',
    '127.0.0.1',
    '-p',
    '-1',
  ]);
  try {
    await server.says('Server is ready');
    const readyMs = performance.now() - begin;
    const [, port] = /Listening for client connections on 127\.0\.0\.1:(\d+)/.exec(server.err)!;
    const readyCpu = cpuSeconds(server.pid);
    const user = world.operator.systemAccount.user('admin');
    await using admin = await SystemClient.connect(Number(port), user);
    const settled = await settle(server.pid);
    const lookups = await timesMs(world.sample, async ({ publicKey }) => {
      await admin.request(`$SYS.REQ.ACCOUNT.${publicKey}.CLAIMS.LOOKUP`);
    });
    const logins = await timesMs(world.sample.slice(0, LOGINS), async (account) => {
      (await login(Number(port), account.user('u'))).destroy();
    });
    return {
      'ready s': round(readyMs / 1000),
      'CPU s until ready': round(readyCpu),
      'CPU s until all is read': round(settled),
      'RSS MB': round(rssMb(server.pid)),
      'lookup ms, median': round(median(lookups)),
      'lookup ms, 99%': round(quantile(lookups, 0.99)),
      'first login ms, median': round(median(logins)),
    };
  } finally {
    server.kill('SIGTERM');
    await server.ended();
  }
}

/** CPU seconds when it has nothing to do any more. */
async function settle(pid: number): Promise<number> {
  for (let before = NaN; ;) {
    const now = cpuSeconds(pid);
    if (now - before < 0.05) return now;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function timesMs<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (const item of items) {
    const begin = performance.now();
    await run(item);
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b);
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function rssMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

function median(sorted: readonly number[]): number {
  return quantile(sorted, 0.5);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)]!;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
