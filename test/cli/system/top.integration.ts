import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flagsFirst } from '../../../src/cli/flags-first.ts';
import { execute } from '../../../src/cli/program.ts';
import { pressed, promptOf, type TopView } from '../../../src/cli/system/top-keys.ts';
import top from '../../../src/commands/top.ts';
import { ratesOf } from '../../../src/system-client/server-snapshot.ts';
import { Terminal } from '../../support/terminal.ts';
import { Deployment, type SimulatedServer } from './simulated-servers.ts';

const VARZ = {
  server_id: 'NA',
  server_name: 'alpha',
  version: '2.12.0',
  uptime: '1d2h3m4s',
  now: '2026-01-31T08:00:00Z',
  cpu: 12.34,
  mem: 20 * 2 ** 20,
  slow_consumers: 3,
  in_msgs: 1234,
  in_bytes: 2048,
  out_msgs: 5_600_000,
  out_bytes: 3 * 2 ** 30,
};
const CONNECTION = {
  cid: 7,
  ip: '127.0.0.1',
  port: 5000,
  subscriptions: 2,
  pending_bytes: 0,
  in_msgs: 10,
  out_msgs: 1500,
  in_bytes: 100,
  out_bytes: 1536,
  lang: 'c',
  version: '3.8.0',
  uptime: '5s',
  last_activity: '2026-01-31T08:00:00Z',
  subscriptions_list: ['orders.>', 'a,b'],
};

describe('natsx top', () => {
  function alpha(connection: object = {}): SimulatedServer {
    const connections = [{ ...CONNECTION, ...connection }];
    const answers = { VARZ, CONNZ: { connections, total: 1, limit: 1024 } };
    return { id: 'NA', name: 'alpha', cluster: 'east', answers };
  }

  async function run(deployment: Deployment, argv: readonly string[], io = new Terminal()) {
    const { program } = top;
    const line = flagsFirst(program.flags, ['alpha', '-s', deployment.url, ...argv]);
    const code = await execute(program, line, io);
    return { code, stdout: io.text('stdout'), stderr: io.text('stderr') };
  }

  it('shows what nats-top shows', async () => {
    await using deployment = await Deployment.start([alpha()]);
    assert.deepEqual(await run(deployment, ['--max-refresh', '1']), {
      code: 0,
      stdout: `NATS server version 2.12.0 (uptime: 1d2h3m4s)
Server: alpha
  ID:   NA
  Load: CPU:  12.3%  Memory: 20.0M  Slow Consumers: 3
  In:   Msgs: 1.2K  Bytes: 2.0K  Msgs/Sec: 0.0  Bytes/Sec: 0
  Out:  Msgs: 5.6M  Bytes: 3.0G  Msgs/Sec: 0.0  Bytes/Sec: 0

Connections Polled: 1
  HOST            CID  SUBS  PENDING  MSGS_TO  MSGS_FROM  BYTES_TO  BYTES_FROM  LANG  VERSION  UPTIME  LAST_ACTIVITY
  127.0.0.1:5000  7    2     0        1.5K     10         1.5K      100         c     3.8.0    5s      2026-01-31T08:00:00Z
`,
      stderr: '',
    });
  });

  it('shows names where there are any, subscriptions and whole numbers where wanted', async () => {
    await using deployment = await Deployment.start([alpha({ name: 'marten' })]);
    const { stdout } = await run(deployment, ['--max-refresh', '1', '--subs', '--raw']);
    assert.match(stdout, / CID  NAME    SUBS .* SUBSCRIPTIONS\n/);
    assert.match(stdout, / 7 {4}marten {2}2 .* 1500 .* orders\.>, a,b\n/);
  });

  it('fits 80 × 24', async () => {
    await using deployment = await Deployment.start([alpha({ name: 'x'.repeat(200) })]);
    const io = new Terminal();
    const stdout = { ...io.stdout, isTerminal: true, rows: 24, columns: 80 };
    Object.defineProperty(io, 'stdout', { value: stdout });
    await run(deployment, ['--max-refresh', '1'], io);
    const lines = io
      .text('stdout')
      .replaceAll(/\u001b\[[?\d]*[A-Za-z]|\r/g, '')
      .split('\n');
    assert.ok(lines.length <= 24);
    for (const line of lines) assert.ok(line.length <= 80, line);
  });

  it('--output writes one look to a file of its owner', async () => {
    await using deployment = await Deployment.start([alpha()]);
    const folder = await mkdtemp(join(tmpdir(), 'natsx-top-'));
    try {
      const file = join(folder, 'top.csv');
      const { code, stdout } = await run(deployment, [
        '--output',
        file,
        '--delimiter',
        ',',
        '--subs',
      ]);
      assert.deepEqual([code, stdout], [0, '']);
      const lines = (await readFile(file, 'utf8')).split('\n');
      assert.equal(lines[0], 'NATS server version,2.12.0,(uptime: 1d2h3m4s),');
      assert.equal(
        lines[9],
        '127.0.0.1:5000,7,,2,0,1.5K,10,1.5K,100,c,3.8.0,5s,2026-01-31T08:00:00Z,"orders.>, a,b"',
      );
      assert.equal((await stat(file)).mode & 0o777, 0o600);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('--json is a document for each look', async () => {
    await using deployment = await Deployment.start([alpha()]);
    const { stdout } = await run(deployment, ['--json', '--max-refresh', '1']);
    const { server, connections } = JSON.parse(stdout) as {
      server: { server_name: string };
      connections: { cid: number }[];
    };
    assert.deepEqual([server.server_name, connections[0]!.cid], ['alpha', 7]);
  });

  it('obeys keys', async () => {
    await using deployment = await Deployment.start([alpha()]);
    let press: (key: string) => void = () => undefined;
    const io = new Terminal();
    Object.defineProperty(io, 'keys', {
      value: (onKey: typeof press) => {
        press = onKey;
        return () => undefined;
      },
    });
    const running = run(deployment, [], io);
    await io.shows('stdout', 'LAST_ACTIVITY');
    press('s');
    await io.shows('stdout', 'SUBSCRIPTIONS');
    press('h');
    await io.shows('stdout', 'Any key goes back');
    press('x');
    for (const key of 'oq') press(key);
    await io.shows('stdout', 'sort by [cid]: q');
    press('\r');
    await io.shows('stdout', 'invalid order: q');
    press('q');
    assert.equal((await running).code, 0);
  });

  it('hands nothing hostile to the terminal', async () => {
    const evil = '\u001b[2J\u009b\nroot';
    const said = { name: evil, lang: evil, version: evil, ip: evil, subscriptions_list: [evil] };
    await using deployment = await Deployment.start([alpha(said)]);
    for (const argv of [
      ['--max-refresh', '1'],
      ['--output', '-', '--delimiter', ';'],
    ]) {
      const { stdout } = await run(deployment, [...argv, '--subs']);
      assert.ok(!/[\u001b\u009b]|^root/m.test(stdout));
    }
  });

  it('says which server it does not find', async () => {
    await using deployment = await Deployment.start([]);
    const { code, stderr } = await run(deployment, ['--timeout', '200ms']);
    assert.equal(code, 1);
    assert.match(stderr, /^no server "alpha" has answered\n/);
  });

  it('refuses a sort key that servers do not know', async () => {
    const io = new Terminal();
    assert.equal(await execute(top.program, ['-sort', 'luck'], io), 2);
    assert.match(io.text('stderr'), /^invalid value "luck" for flag -sort: must be one of cid, /);
  });
});

describe('the keys of natsx top', () => {
  const view: TopView = {
    sort: 'cid',
    limit: 1024,
    hasSubscriptions: false,
    hasNames: false,
    isRaw: false,
    hasRates: false,
    hasHelp: false,
    question: undefined,
    complaint: '',
  };
  const typing = (...keys: readonly string[]) => keys.reduce(pressed, view);

  it('take a new order, and a new limit', () => {
    assert.equal(typing('o', 's', 'u', 'b', 's', '\r').sort, 'subs');
    assert.equal(typing('n', '1', '2', '\x7f', '\r').limit, 1);
    assert.equal(promptOf(typing('n', '1', '2')), 'limit   [1024]: 12');
  });

  it('complain of what is none, until the next key', () => {
    const bad = typing('n', '0', '\r');
    assert.deepEqual([bad.limit, promptOf(bad)], [1024, 'invalid limit: 0']);
    assert.equal(promptOf(pressed(bad, 'b')), '');
  });

  it('change nothing when an answer is empty or given up', () => {
    assert.deepEqual(typing('o', '\r'), view);
    assert.deepEqual(typing('o', 's', '\x1b'), view);
  });

  for (const [key, name] of [
    ['s', 'hasSubscriptions'],
    ['d', 'hasNames'],
    ['b', 'isRaw'],
    [' ', 'hasRates'],
  ] as const) {
    it(`${JSON.stringify(key)} switches ${name}`, () => {
      assert.equal(pressed(view, key)[name], true);
      assert.equal(pressed(pressed(view, key), key)[name], false);
    });
  }
});

describe('rates', () => {
  const none = { in_msgs: 0, out_msgs: 0, in_bytes: 0, out_bytes: 0 };
  it('are what has come since, per second', () => {
    const now = { in_msgs: 10, out_msgs: 4, in_bytes: 100, out_bytes: 0 };
    assert.deepEqual(ratesOf(none, now, 2), {
      in_msgs: 5,
      out_msgs: 2,
      in_bytes: 50,
      out_bytes: 0,
    });
  });

  it('are none after a restart, and without time between', () => {
    assert.deepEqual(ratesOf({ ...none, in_msgs: 9 }, none, 1), none);
    assert.deepEqual(ratesOf(none, { ...none, in_msgs: 9 }, 0), none);
  });
});
