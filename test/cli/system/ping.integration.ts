import assert from 'node:assert/strict';
import { flagsFirst } from '../../../src/cli/flags-first.ts';
import { execute } from '../../../src/cli/program.ts';
import { natsPing } from '../../../src/cli/system/ping.ts';
import pingCommand from '../../../src/commands/ping.ts';
import { Terminal } from '../../support/terminal.ts';
import { Deployment, type SimulatedServer } from './simulated-servers.ts';

describe('natsx ping', () => {
  const { program } = pingCommand;
  async function run(deployment: Deployment, argv: string[], io = new Terminal()) {
    const line = flagsFirst(program.flags, ['-s', deployment.url, ...argv]);
    const code = await execute(program, line, io);
    return { code, stdout: io.text('stdout'), stderr: io.text('stderr') };
  }

  const london: SimulatedServer = {
    id: 'NB',
    name: 'b',
    cluster: 'do-lon1-kubecon-eu',
    host: '178.128.166.10',
    version: '2.0.0-RC12',
  };
  const sanFrancisco: SimulatedServer = {
    id: 'NA',
    name: 'a',
    cluster: 'do-sfo2-kubecon-sf',
    host: '206.189.164.224',
    version: '2.0.0-RC12',
    statsz: { connections: 0 },
  };

  it('shows what the talk shows', async () => {
    await using deployment = await Deployment.start([sanFrancisco, london]);
    assert.deepEqual(await run(deployment, []), {
      code: 0,
      stdout: `Cluster                 IP                Ver          Conns   Mem    Uptime
do-lon1-kubecon-eu      178.128.166.10    2.0.0-RC12   1       14MB   23m50.788s
do-sfo2-kubecon-sf      206.189.164.224   2.0.0-RC12   0       14MB   23m50.788s
2 servers, 2 clusters                                  1       28MB
`,
      stderr: '',
    });
  });

  it('names servers that others know but that do not answer', async () => {
    const routes = [
      { remote_id: 'NA', remote_name: 'a', ip: '10.0.0.1' },
      { remote_id: 'NC', remote_name: 'c', ip: '10.0.0.3' },
    ];
    const gateways = {
      outbound_gateways: { west: { connection: { name: 'NW', ip: '10.1.0.1' } } },
      inbound_gateways: { west: [{ connection: { name: 'NW', ip: '10.1.0.1' } }] },
    };
    await using deployment = await Deployment.start([
      { ...london, statsz: { active_servers: 5 }, answers: { ROUTEZ: { routes } } },
      { ...sanFrancisco, answers: { GATEWAYZ: gateways } },
    ]);
    const { code, stdout, stderr } = await run(deployment, []);
    assert.equal(code, 1);
    assert.match(stdout, /^do-lon1-kubecon-eu +10\.0\.0\.3 +missing +- +- +-$/m);
    assert.match(stdout, /^west +10\.1\.0\.1 +missing/m);
    assert.equal(
      stderr,
      `Missing: c of cluster do-lon1-kubecon-eu, known to b, did not answer
Missing: NW of cluster west, known to a, did not answer
Missing: 1 server that others have heard of within the last minutes
`,
    );
  });

  it('fails unless there are as many as expected', async () => {
    await using deployment = await Deployment.start([london]);
    const lack = await run(deployment, ['--expect', '3', '--timeout', '300ms']);
    assert.deepEqual([lack.code, lack.stderr], [1, 'Missing 2 server(s)\n']);
    const enough = await run(deployment, ['--expect', '1']);
    assert.deepEqual([enough.code, enough.stderr], [0, '']);
  });

  it('adds what there is more of, if asked to', async () => {
    await using deployment = await Deployment.start([
      { ...london, answers: { VARZ: { leafnodes: 4 } }, statsz: { cpu: 12.6, slow_consumers: 3 } },
    ]);
    const [heading, row] = (await run(deployment, ['--wide'])).stdout
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    const cells = Object.fromEntries(heading!.map((name, at) => [name, row![at]]));
    assert.match(cells['RTT']!, /ms|µs/);
    delete cells['RTT'];
    assert.deepEqual(cells, {
      Cluster: 'do-lon1-kubecon-eu',
      Name: 'b',
      IP: '178.128.166.10',
      Ver: '2.0.0-RC12',
      Conns: '1',
      Subs: '70',
      Routes: '0',
      GWs: '0',
      Leafs: '4',
      'In/s': '0',
      'Out/s': '0',
      CPU: '13%',
      Mem: '14MB',
      Slow: '3',
      Uptime: '23m50.788s',
    });
  });

  it('prints JSON', async () => {
    await using deployment = await Deployment.start([london]);
    const { stdout } = await run(deployment, ['--json']);
    const { servers, missing, unnamed } = JSON.parse(stdout) as {
      servers: Record<string, unknown>[];
      missing: unknown[];
      unnamed: number;
    };
    assert.equal(typeof servers[0]!['rtt'], 'number');
    delete servers[0]!['rtt'];
    assert.deepEqual(
      servers,
      [
        {
          id: 'NB',
          name: 'b',
          cluster: 'do-lon1-kubecon-eu',
          host: '178.128.166.10',
          version: '2.0.0-RC12',
          connections: 1,
          subscriptions: 70,
          routes: 0,
          gateways: 0,
          memory: 14 * 2 ** 20,
          cpu: 0,
          slowConsumers: 0,
          uptime: 1_430_788,
        },
      ].map((each) => ({ ...each, uptime: 23 * 60_000 + 50_788 })),
    );
    assert.deepEqual([missing, unnamed], [[], 0]);
  });

  it('fails when no server answers', async () => {
    await using deployment = await Deployment.start([]);
    const { code, stdout, stderr } = await run(deployment, ['--timeout', '200ms']);
    assert.deepEqual([code, stdout], [1, 'Cluster   IP   Ver   Conns   Mem   Uptime\n']);
    assert.equal(stderr, 'No server has answered\n');
  });

  it('is told apart by what is hostile in a name', async () => {
    const name = '\u001b[2J\u001b]0;owned\u0007';
    await using deployment = await Deployment.start([{ ...london, cluster: name }]);
    assert.ok(!/[\u001b\u0007]/.test((await run(deployment, [])).stdout));
  });

  it('looks again and again, until Ctrl-C', async () => {
    await using deployment = await Deployment.start([london]);
    const io = new Terminal();
    const running = run(deployment, ['--watch', '--interval', '1ms'], io);
    await io.shows('stdout', '\n\nCluster');
    io.pressCtrlC();
    assert.equal((await running).code, 0);
  });

  describe('of a thousand servers', () => {
    const many = Array.from({ length: 1000 }, (_, at) => ({
      id: `N${at}`,
      name: `n${at}`,
      cluster: `c${at % 10}`,
    }));

    it('is complete', async () => {
      await using deployment = await Deployment.start(many);
      const { code, stdout } = await run(deployment, ['--expect', '1000']);
      assert.equal(code, 0);
      const lines = stdout.trimEnd().split('\n');
      assert.equal(lines.length, 1002);
      assert.match(lines.at(-1)!, /^1000 servers, 10 clusters +1000 +14GB$/);
    });

    it('is in screenfuls, each under its heading, on a terminal', async () => {
      await using deployment = await Deployment.start(many);
      const io = new Terminal();
      const { stdout: plain } = io;
      const stdout = { ...plain, isTerminal: true, rows: 25, columns: 80 };
      Object.defineProperty(io, 'stdout', { value: stdout });
      await run(deployment, ['--expect', '1000'], io);
      const pages = io.text('stdout').trimEnd().split('\n\n');
      assert.equal(pages.length, Math.ceil(1001 / 23));
      for (const page of pages) {
        assert.match(page, /^Cluster /);
        assert.ok(page.split('\n').length <= 24);
      }
    });
  });

  it('is a program of its own, too', async () => {
    await using deployment = await Deployment.start([london]);
    const io = new Terminal();
    assert.equal(await execute(natsPing, ['-s', deployment.url, '-expect', '1'], io), 0);
    assert.match(io.text('stdout'), /^Cluster /);
  });
});
