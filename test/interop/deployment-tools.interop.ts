// The tools that look at a whole deployment, at a cluster of Go nats-servers and at natsx.
import assert from 'node:assert/strict';
import { flagsFirst } from '../../src/cli/flags-first.ts';
import type { ClientCommand } from '../../src/cli/client-command.ts';
import type { GoFlagTable } from '../../src/cli/go-flags.ts';
import { execute } from '../../src/cli/program.ts';
import accountInfo from '../../src/commands/account/info.ts';
import accountStatistics from '../../src/commands/account/report/statistics.ts';
import events from '../../src/commands/events.ts';
import graph from '../../src/commands/graph.ts';
import latency from '../../src/commands/latency.ts';
import ping from '../../src/commands/ping.ts';
import rtt from '../../src/commands/rtt.ts';
import checkServer from '../../src/commands/server/check/server.ts';
import info from '../../src/commands/server/info.ts';
import list from '../../src/commands/server/list.ts';
import accountsReport from '../../src/commands/server/report/accounts.ts';
import connectionsReport from '../../src/commands/server/report/connections.ts';
import cpuReport from '../../src/commands/server/report/cpu.ts';
import gatewaysReport from '../../src/commands/server/report/gateways.ts';
import healthReport from '../../src/commands/server/report/health.ts';
import leafnodesReport from '../../src/commands/server/report/leafnodes.ts';
import memReport from '../../src/commands/server/report/mem.ts';
import routesReport from '../../src/commands/server/report/routes.ts';
import subscriptions from '../../src/commands/server/request/subscriptions.ts';
import variables from '../../src/commands/server/request/variables.ts';
import serverPing from '../../src/commands/server/ping.ts';
import top from '../../src/commands/top.ts';
import type { Server } from '../../src/server/server.ts';
import { requirePeer, startPeer, type RunningPeer } from '../support/peers.ts';
import { RawClient } from '../support/raw-client.ts';
import { Terminal } from '../support/terminal.ts';
import { startOwn } from './configured.ts';

const ACCOUNTS = `
  no_auth_user: a
  accounts {
    A { users [{ user: a, password: p }] }
    $SYS { users [{ user: sys, password: p }] }
  }`;

/** Runs a command as a user of the system account, or of another. */
async function run<T extends GoFlagTable>(
  { program }: ClientCommand<T>,
  port: number,
  argv: readonly string[] = [],
  user = 'sys',
) {
  const where = ['-s', `nats://127.0.0.1:${port}`, '--user', user, '--password', 'p'];
  const io = new Terminal();
  const code = await execute(program, flagsFirst(program.flags, [...where, ...argv]), io);
  return { code, stdout: io.text('stdout'), stderr: io.text('stderr') };
}

describe('The tools for a deployment', function () {
  this.timeout(60_000);

  describe('of three Go nats-servers in a cluster', () => {
    const servers: RunningPeer[] = [];
    before(async function () {
      const peer = requirePeer(this, 'nats-server');
      for (const name of ['n1', 'n2', 'n3']) {
        const routes = servers.map(({ clusterUrl }) => clusterUrl!);
        servers.push(
          await startPeer(
            peer,
            `server_name: ${name}
             cluster { name: east, listen: "127.0.0.1:-1", routes: ${JSON.stringify(routes)} }
             ${ACCOUNTS}`,
          ),
        );
      }
      await eventually(async () => {
        const { stdout } = await run(ping, port(), ['--json']);
        const { servers: found } = JSON.parse(stdout) as { servers: { routes: number }[] };
        return found.length === 3 && found.every(({ routes }) => routes >= 2);
      });
    });
    after(async () => {
      for (const server of servers) await server.stop();
    });
    const port = () => servers[0]!.port;

    it('ping finds all three', async () => {
      const { code, stdout, stderr } = await run(ping, port(), ['--expect', '3']);
      assert.deepEqual([code, stderr], [0, '']);
      const lines = stdout.trimEnd().split('\n');
      assert.match(lines[0]!, /^Cluster +IP +Ver +Conns +Mem +Uptime$/);
      assert.equal(lines.filter((line) => /^east +127\.0\.0\.1 +2\./.test(line)).length, 3);
      assert.match(lines.at(-1)!, /^3 servers /);
    });

    it('ping of another account says which one it takes', async () => {
      const { code, stderr } = await run(ping, port(), [], 'a');
      assert.equal(code, 1);
      assert.match(stderr, /ensure the account used has system privileges/);
    });

    it('list, info and the reports show them', async () => {
      const listed = await run(list, port(), ['3']);
      assert.equal(listed.code, 0);
      for (const name of ['n1', 'n2', 'n3']) assert.match(listed.stdout, new RegExp(`│ ${name} `));
      assert.match(listed.stdout, /Cluster Overview[\s\S]*│ east +│ +3 │/);
      assert.match((await run(info, port(), ['n2'])).stdout, /^Server information for n2 \(N/);
      assert.match((await run(serverPing, port(), ['3'])).stdout, /\n3 replies max: /);
      const routes = await run(routesReport, port(), ['3', '--json']);
      assert.ok((JSON.parse(routes.stdout) as unknown[]).length >= 6);
      assert.match((await run(healthReport, port(), ['3'])).stdout, /ok: 3 \/ err: 0/);
      assert.match((await run(cpuReport, port(), ['3'])).stdout, /^CPU Usage\n\n( +n\d: .*\n){3}$/);
      assert.match((await run(memReport, port(), ['3'])).stdout, /\(\d+ MiB\)/);
      assert.match((await run(gatewaysReport, port(), ['3'])).stdout, /│ n3 +│ east/);
      assert.match((await run(leafnodesReport, port(), ['3'])).stdout, /Leafnode Report/);
    });

    it('the reports on connections add up', async () => {
      const client = await RawClient.connect(servers[1]!.port);
      client.send('CONNECT {"verbose":false,"name":"marten"}\r\nSUB foo 1\r\nPUB foo 2\r\nhi\r\n');
      await client.settle();
      const { stdout } = await run(connectionsReport, port(), ['--account', 'A', '--json']);
      const [connection] = JSON.parse(stdout) as Record<string, unknown>[];
      assert.deepEqual(
        [connection!['name'], connection!['in_msgs'], connection!['out_msgs']],
        ['marten', 1, 1],
      );
      const accounts = await run(accountsReport, port(), ['A', '--json']);
      const [account] = JSON.parse(accounts.stdout) as Record<string, unknown>[];
      assert.deepEqual([account!['account'], account!['connections']], ['A', 1]);
      const detail = await run(subscriptions, port(), ['--detail', '--filter-account', 'A']);
      assert.match(detail.stdout, /"subject": "foo"/);
      await client.close();
    });

    it('check says how one is doing', async () => {
      const well = ['--name', 'n1', '--conn-warn', '1000', '--conn-critical', '2000'];
      assert.equal((await run(checkServer, port(), well)).code, 0);
      const bad = ['--name', 'n1', '--conn-warn', '1', '--conn-critical', '1'];
      const { code, stdout } = await run(checkServer, port(), bad);
      assert.equal(code, 2);
      assert.match(stdout, /^CRITICAL n1 Crit:Connections \d/);
    });

    it('top and graph show one of them, and all', async () => {
      const shown = await run(top, port(), ['n2', '--max-refresh', '1']);
      assert.equal(shown.code, 0);
      assert.match(
        shown.stdout,
        /^NATS server version 2\.\S+ \(uptime: .*\)\nServer: n2\n {2}ID: {3}N/,
      );
      assert.match(shown.stdout, /\nConnections Polled: \d+\n {2}HOST +CID +/);
      const plotted = await run(graph, port(), ['--json', '--max-refresh', '1']);
      const load = JSON.parse(plotted.stdout) as Record<string, number>;
      assert.equal(load['servers'], 3);
      assert.ok(load['memory']! > 0 && load['connections']! >= 1);
    });

    it('events show who comes and goes', async () => {
      const io = new Terminal();
      const where = ['-s', `nats://127.0.0.1:${port()}`, '--user', 'sys', '--password', 'p'];
      const line = flagsFirst(events.program.flags, [...where, '--short']);
      const running = execute(events.program, line, io);
      await io.shows('stderr', 'Listening for');
      const client = await RawClient.connect(servers[1]!.port);
      client.send('CONNECT {"verbose":false,"name":"marten","user":"a","pass":"p"}\r\n');
      await client.settle();
      await client.close();
      await io.shows('stdout', '[Disconnection] user: a');
      io.pressCtrlC();
      assert.equal(await running, 0);
      assert.match(io.text('stdout'), /\[Connection\] user: a cid: \d+ in account A\n/);
    });

    it('any user learns of its account, and how far away servers are', async () => {
      const mine = await run(accountInfo, port(), ['--timeout', '500ms'], 'a');
      assert.equal(mine.code, 0);
      assert.match(mine.stdout, /^Account Information\n/);
      assert.match(mine.stdout, / Connected Server Name: n1\n/);
      assert.match((await run(accountStatistics, port(), [], 'a')).stdout, /│ n1 +│ east +│ 2\./);
      assert.match((await run(rtt, port(), ['2'], 'a')).stdout, /: [\d.]+(µs|ms)\n/);
      const there = ['--server-b', `nats://127.0.0.1:${servers[1]!.port}`];
      const measured = await run(latency, port(), [...there, '--duration', '20ms', '--json'], 'a');
      const { sent, received } = JSON.parse(measured.stdout) as { sent: number; received: number };
      assert.deepEqual([sent, received], [20, 20]);
    });

    it('ping misses one that was killed', async () => {
      await servers.pop()!.kill();
      await eventually(async () => {
        const { stdout } = await run(ping, port(), ['--json']);
        return (JSON.parse(stdout) as { servers: unknown[] }).servers.length === 2;
      });
      const { code, stdout, stderr } = await run(ping, port());
      assert.equal(code, 1);
      assert.match(stdout, /^2 servers /m);
      assert.match(stderr, /^Missing: 1 server that others have heard of/m);
      const expected = await run(ping, port(), ['--expect', '3', '--timeout', '500ms']);
      assert.match(expected.stderr, /^Missing 1 server\(s\)$/m);
    });
  });

  describe('of one natsx', () => {
    let server: Server;
    before(async () => (server = await startOwn(`server_name: alpha\n${ACCOUNTS}`)));
    after(() => server.stop());

    it('show it', async () => {
      const pinged = await run(ping, server.port, ['--expect', '1', '--wide']);
      assert.deepEqual([pinged.code, pinged.stderr], [0, '']);
      assert.match(pinged.stdout, / alpha /);
      assert.match((await run(list, server.port, ['1'])).stdout, /│ alpha /);
      assert.match((await run(info, server.port)).stdout, /^Server information for alpha \(N/);
      assert.match((await run(healthReport, server.port, ['1'])).stdout, /ok: 1 \/ err: 0/);
      assert.match((await run(variables, server.port, ['1'])).stdout, /"server_name": "alpha"/);
      const connections = await run(connectionsReport, server.port, ['1']);
      assert.match(connections.stdout, /Top 1 Connections out of 1 by subs/);
      const shown = await run(top, server.port, ['--max-refresh', '1']);
      assert.match(shown.stdout, /\nServer: alpha\n/);
      assert.match(
        (await run(graph, server.port, ['alpha', '-r', '1'])).stdout,
        /^alpha: the last /,
      );
    });
  });
});

/** Tries again until it is so; the test's own time is the limit. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
