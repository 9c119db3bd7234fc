import assert from 'node:assert/strict';
import { flagsFirst } from '../../../src/cli/flags-first.ts';
import { execute } from '../../../src/cli/program.ts';
import { graphText } from '../../../src/cli/system/graph.ts';
import { plotLines } from '../../../src/cli/system/plot.ts';
import graph from '../../../src/commands/graph.ts';
import { loadOf, type Load } from '../../../src/system-client/load.ts';
import type { Statsz } from '../../../src/system-client/statsz.ts';
import { Terminal } from '../../support/terminal.ts';
import { Deployment } from './simulated-servers.ts';

describe('natsx graph', () => {
  const servers = ['a', 'b'].map((name) => ({ id: `N${name}`, name, cluster: 'east' }));

  async function run(deployment: Deployment, argv: readonly string[], io = new Terminal()) {
    const { program } = graph;
    const line = flagsFirst(program.flags, ['-s', deployment.url, '--interval', '1ms', ...argv]);
    const code = await execute(program, line, io);
    return { code, stdout: io.text('stdout'), stderr: io.text('stderr') };
  }

  it('plots all servers together', async () => {
    await using deployment = await Deployment.start(servers);
    const { code, stdout } = await run(deployment, ['--max-refresh', '1']);
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split('\n');
    assert.match(lines[0]!, /^2 servers: the last /);
    assert.ok(lines.includes('Connections: 2 (highest 2)'));
    assert.ok(lines.includes('Memory: 28MB (highest 28MB)'));
    assert.ok(lines.length <= 24 && lines.every((line) => line.length <= 80));
  });

  it('plots one server, by its name', async () => {
    await using deployment = await Deployment.start(servers.slice(1));
    const { stdout } = await run(deployment, ['b', '--max-refresh', '1']);
    assert.match(stdout, /^b: the last [\s\S]*\nConnections: 1 /);
  });

  it('--json is a document for each look', async () => {
    await using deployment = await Deployment.start(servers);
    const { stdout } = await run(deployment, ['--json', '--max-refresh', '2']);
    const loads = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Load);
    assert.deepEqual(
      loads.map(({ servers: count, connections, memory }) => [count, connections, memory]),
      [
        [2, 2, 28 * 2 ** 20],
        [2, 2, 28 * 2 ** 20],
      ],
    );
  });

  it('goes on until Ctrl-C', async () => {
    await using deployment = await Deployment.start(servers);
    const io = new Terminal();
    const running = run(deployment, [], io);
    await io.shows('stdout', 'Memory');
    io.pressCtrlC();
    assert.equal((await running).code, 0);
  });

  it('fails when no server answers', async () => {
    await using deployment = await Deployment.start([]);
    const { code, stderr } = await run(deployment, ['--timeout', '200ms']);
    assert.equal(code, 1);
    assert.match(stderr, /^no results received/);
  });

  it('keeps the newest values that fit a terminal of 80 × 24', () => {
    const load = { servers: 1, inMsgs: 0, outMsgs: 0, inBytes: 0, outBytes: 0 };
    const rest = { connections: 1, subscriptions: 0, memory: 1, cpu: 0 };
    const history = Array.from({ length: 500 }, () => ({ ...load, ...rest }));
    const text = graphText(
      history,
      { what: '\u001b[2Jn1', intervalMs: 1000 },
      { columns: 80, rows: 23, isAscii: true },
    );
    const lines = text.trimEnd().split('\n');
    assert.ok(lines.length <= 23 && lines.every((line) => /^[ -~\ufffd]{0,80}$/.test(line)));
    assert.match(lines[0]!, /: the last 1m10s, CPU 0%$/);
  });
});

describe('a plot', () => {
  const size = { width: 12, height: 3, scale: 4, isAscii: false };

  it('has a column for each value', () => {
    const plot = { title: 'Memory', values: [0, 1, 8, 16], format: String };
    assert.deepEqual(plotLines(plot, size), [
      'Memory: 16 (highest 16)',
      '  16 ┤   █',
      '   0 ┤ ▁██',
    ]);
  });

  it('is of ASCII where there is nothing else', () => {
    const plot = { title: 'x', values: [1, 4], format: String };
    assert.deepEqual(plotLines(plot, { ...size, isAscii: true }), [
      'x: 4 (highest 4)',
      '   4 + #',
      '   0 +:#',
    ]);
  });

  it('is empty where there is nothing', () => {
    const plot = { title: 'x', values: [0, 0], format: String };
    assert.deepEqual(plotLines(plot, size), ['x: 0 (highest 0)', '   0 ┤', '   0 ┤']);
  });
});

describe('the load of servers', () => {
  function answer(id: string, time: number, msgs: number, start = 'then') {
    const traffic = { msgs, bytes: 10 * msgs };
    const statsz: Statsz = {
      start,
      mem: 100,
      cores: 2,
      cpu: 5,
      connections: 3,
      total_connections: 3,
      active_accounts: 1,
      subscriptions: 7,
      sent: traffic,
      received: traffic,
      slow_consumers: 0,
    };
    const at = new Date(time).toISOString();
    return { server: { id, name: id, host: '', ver: '', time: at }, data: statsz };
  }

  it('is that of all of them', () => {
    const before = [answer('a', 0, 0), answer('b', 0, 100)];
    const load = loadOf([answer('a', 2000, 10), answer('b', 1000, 150)], before);
    assert.deepEqual(load, {
      servers: 2,
      inMsgs: 55,
      outMsgs: 55,
      inBytes: 550,
      outBytes: 550,
      connections: 6,
      subscriptions: 14,
      memory: 200,
      cpu: 10,
    });
  });

  it('has no rates of a server that is new, or has been restarted', () => {
    const before = [answer('a', 0, 100)];
    assert.equal(loadOf([answer('a', 1000, 500, 'now')], before).inMsgs, 0);
    assert.equal(loadOf([answer('b', 1000, 500)], before).inMsgs, 0);
  });
});
