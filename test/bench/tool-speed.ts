// How long the tools take as whole processes, beside their Go twins and beside Node itself: `npm run bench:tools`. It
// prints the table of docs/tool-speed.md. Needs a built package; twins (nk, nsc, nats) are found on the PATH, or by NK,
// NSC and NATS. `--runs 20` says how often each is started.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findPeer, type PeerName } from '../support/peers.ts';
import { startPrograms } from './tool-surroundings.ts';
import { toolTable, type Timed, type Tool } from './tool-table.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
const runs = Number(values.runs);
const bin = (name: string) => fileURLToPath(new URL(`../../bin/${name}.js`, import.meta.url));

/** A call of ours, and the twin's. */
interface Call {
  readonly ours: readonly [program: string, ...args: string[]];
  readonly twin?: readonly [program: PeerName, ...args: string[]];
}

function callsAt(url: string): Call[] {
  return [
    { ours: ['natsx', '--version'], twin: ['nats', '--version'] },
    { ours: ['natsx', 'help', 'ping'], twin: ['nats', 'help', 'server', 'ping'] },
    { ours: ['nk', '-gen', 'user'], twin: ['nk', '-gen', 'user'] },
    { ours: ['nsc', 'list', 'accounts'], twin: ['nsc', 'list', 'accounts'] },
    {
      ours: ['natsx', 'ping', '-s', url, '--user', 'sys', '--password', 'pw', '--expect', '1'],
      twin: ['nats', 'server', 'list', '1', '-s', url, '--user', 'sys', '--password', 'pw'],
    },
    {
      ours: ['natsx', 'pub', 'a', 'b', '-s', url, '--user', 'app', '--password', 'pw'],
      twin: ['nats', 'pub', 'a', 'b', '-s', url, '--user', 'app', '--password', 'pw'],
    },
    { ours: ['natsx', '__complete', 'server', 'li'] },
    {
      ours: ['nsc', '__complete', 'edit', 'account', ''],
      twin: ['nsc', '__complete', 'edit', 'account', ''],
    },
  ];
}

const home = mkdtempSync(join(tmpdir(), 'natsx-tools-'));
const env = { PATH: process.env['PATH'], HOME: home };
try {
  await using server = await startPrograms(home, bin('nsc'), env);
  const node: Tool = { line: 'node -e 0', file: process.execPath, args: ['-e', '0'], of: 'node' };
  const tools = [node, ...callsAt(server.url).flatMap(toolsOf)];
  const times = new Map<Tool, number[]>(tools.map((tool) => [tool, []]));
  // Side by side, so that a busy moment of the machine hits all of them.
  for (let run = -1; run < runs; run++) {
    for (const tool of tools) {
      const ms = await timeOf(tool);
      // The first run of each fills the caches of the disk.
      if (run >= 0) times.get(tool)!.push(ms);
    }
  }
  const timed: Timed[] = Array.from(times, ([tool, ms]) => ({ tool, ms }));
  const cores = cpus();
  process.stdout.write(
    `Node ${process.version}, ${cores.length} × ${cores[0]!.model}, ${runs} runs each\n\n`,
  );
  process.stdout.write(toolTable(timed));
  if (process.env['TOOL_TIMES'] !== undefined) {
    writeFileSync(process.env['TOOL_TIMES'], JSON.stringify(timed));
  }
} finally {
  rmSync(home, { recursive: true });
}

/** Milliseconds from the start of a process to its end. */
async function timeOf({ line, file, args }: Tool): Promise<number> {
  const start = performance.now();
  // The server that some of them ask is in this very process: it must not wait for them.
  const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said += String(bytes)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${line} ended with ${String(code)}: ${said}`);
  return performance.now() - start;
}

function toolsOf({ ours: [program, ...args], twin }: Call): Tool[] {
  const line = [program, ...args.slice(0, 2)].join(' ').replace(/ -s$/, '');
  const ours: Tool = { line, file: process.execPath, args: [bin(program), ...args], of: 'natsx' };
  if (twin === undefined) return [ours];
  const [name, ...rest] = twin;
  const peer = findPeer(name);
  if (peer === undefined) {
    process.stderr.write(`no ${name} on the PATH: ${line} has no twin\n`);
    return [ours];
  }
  return [ours, { line, file: peer.path, args: rest, of: 'go' }];
}
