import assert from 'node:assert/strict';
import { flagsFirst } from '../../../src/cli/flags-first.ts';
import type { ClientCommand } from '../../../src/cli/client-command.ts';
import type { GoFlagTable } from '../../../src/cli/go-flags.ts';
import { execute } from '../../../src/cli/program.ts';
import type { RttTarget } from '../../../src/cli/system/rtt.ts';
import accountInfo from '../../../src/commands/account/info.ts';
import connections from '../../../src/commands/account/report/connections.ts';
import statistics from '../../../src/commands/account/report/statistics.ts';
import rtt from '../../../src/commands/rtt.ts';
import { Server } from '../../../src/server/server.ts';
import { startOwn } from '../../interop/configured.ts';
import { certificateFile, pairOptions } from '../../support/certificates.ts';
import { RawClient } from '../../support/raw-client.ts';
import { Terminal } from '../../support/terminal.ts';

describe('What any user learns of its account', () => {
  let server: Server;
  before(async () => {
    server = await startOwn(`
      server_name: alpha
      accounts {
        A {
          users [
            { user: a, password: p }
            { user: weak, password: p, permissions {
              publish { allow: ["orders.>", "$SYS.REQ.>", "$JS.>"], deny: "orders.paid" }, subscribe: "_INBOX.>"
            } }
          ]
        }
        B { users [{ user: b, password: p }] }
        $SYS { users [{ user: sys, password: p }] }
      }`);
  });
  after(() => server.stop());

  async function run<T extends GoFlagTable>(
    { program }: ClientCommand<T>,
    argv: readonly string[] = [],
    user = 'a',
    url = server.url,
  ) {
    const io = new Terminal();
    const line = [...argv, '-s', url, '--user', user, '--password', 'p'];
    const code = await execute(program, flagsFirst(program.flags, line), io);
    return { code, stdout: io.text('stdout'), stderr: io.text('stderr') };
  }

  /** The rows of a text with labels. */
  function rowsOf(text: string): Record<string, string> {
    const rows = [...text.matchAll(/^ +([A-Z][^:]*): (.*)$/gm)];
    return Object.fromEntries(rows.map(([, label, value]) => [label!, value!] as const));
  }

  it('account info says who it is, and where', async () => {
    const { code, stdout, stderr } = await run(accountInfo);
    assert.deepEqual([code, stderr], [0, '']);
    const rows = rowsOf(stdout);
    assert.match(stdout, /^Account Information\n\n/);
    assert.match(rows['RTT']!, /^[\d.]+(µs|ms|s)$/);
    assert.deepEqual([rows['User'], rows['Account'], rows['Expires']], ['a', 'A (A)', 'never']);
    assert.deepEqual(
      [rows['Connected Server Name'], rows['Connected URL'], rows['TLS Connection']],
      ['alpha', `nats://127.0.0.1:${server.port}`, 'no'],
    );
    assert.match(stdout, /\n {3}JetStream is not supported in this account\n$/);
  });

  it('account info lists permissions', async () => {
    const { stdout } = await run(accountInfo, [], 'weak');
    assert.match(
      stdout,
      /\nPublish Permissions:\n\n +Allow: \$JS\.>\n +\$SYS\.REQ\.>\n +orders\.>\n +Deny: orders\.paid\n\nSubscribe Permissions:\n\n +Allow: _INBOX\.>\n/,
    );
  });

  it('account info tells of TLS', async () => {
    const secure = await Server.start({ port: 0, tls: pairOptions('server') });
    try {
      const io = new Terminal();
      const url = `tls://localhost:${secure.port}`;
      const argv = ['-s', url, '-tlscacert', certificateFile('ca')];
      assert.equal(await execute(accountInfo.program, argv, io), 0);
      const rows = rowsOf(io.text('stdout'));
      assert.match(rows['TLS Version']!, /^1\.3 using TLS_/);
      assert.match(rows['TLS Verified']!, /^issuer CN=/);
      assert.equal(rows['TLS Server Name'], 'localhost');
    } finally {
      await secure.stop();
    }
  });

  it('account info is JSON, too', async () => {
    const { stdout } = await run(accountInfo, ['--json']);
    const view = JSON.parse(stdout) as {
      user: { user: string; account: string };
      connection: { serverName: string };
    };
    assert.deepEqual(
      [view.user.user, view.user.account, view.connection.serverName],
      ['a', 'A', 'alpha'],
    );
  });

  it('account report connections shows those of the account alone', async () => {
    const client = await RawClient.connect(server.port);
    client.send('CONNECT {"verbose":false,"user":"b","pass":"p","name":"marten"}\r\n');
    await client.settle();
    const mine = JSON.parse((await run(connections, ['--json'])).stdout) as { account: string }[];
    assert.deepEqual(
      mine.map(({ account }) => account),
      ['A'],
    );
    const { stdout } = await run(connections, [], 'b');
    assert.match(stdout, /Top 2 Connections out of 2 by subs/);
    assert.match(stdout, / marten +│ alpha /);
    await client.close();
  });

  it('account report statistics shows what each server does for it', async () => {
    const { code, stdout } = await run(statistics);
    assert.equal(code, 0);
    assert.match(stdout, / Server Statistics /);
    const [row] = stdout.split('\n').filter((line) => line.startsWith('│ alpha '));
    assert.equal(row!.split('│')[5]!.trim(), '1');
    const [one] = JSON.parse((await run(statistics, ['--json'], 'b')).stdout) as {
      statistics: { acc: string; conns: number };
    }[];
    assert.deepEqual([one!.statistics.acc, one!.statistics.conns], ['B', 1]);
  });

  it('rtt measures each server of the list', async () => {
    const { code, stdout } = await run(rtt, ['2']);
    assert.equal(code, 0);
    const address = `nats://127.0.0.1:${server.port}`;
    assert.match(stdout, new RegExp(`^${address}:\n\n {3}${address}: [\\d.]+(µs|ms|s)\n\n$`));
  });

  it('rtt says which address of a name it has reached', async () => {
    const url = `nats://localhost:${server.port}`;
    const { stdout } = await run(rtt, ['1', '--json'], 'a', url);
    const [target] = JSON.parse(stdout) as RttTarget[];
    assert.equal(target!.url, url);
    const reached = target!.results.filter((result) => result.rtt > 0);
    assert.deepEqual(
      reached.map(({ address }) => address),
      [`nats://127.0.0.1:${server.port}`],
    );
  });

  it('rtt goes on after one that is not there, and fails', async () => {
    const url = `nats://127.0.0.1:1,${server.url}`;
    const { code, stdout, stderr } = await run(rtt, [], 'a', url);
    assert.equal(code, 1);
    assert.match(stderr, /^Failed to compute rtt for nats:\/\/127\.0\.0\.1:1: /);
    assert.match(stdout, /127\.0\.0\.1:1: failed\n/);
    assert.match(stdout, new RegExp(`${server.port}: [\\d.]+(µs|ms)`));
  });

  it('rtt shows no password', async () => {
    const url = `nats://a:p4ssw0rd@127.0.0.1:1`;
    const io = new Terminal();
    assert.equal(await execute(rtt.program, ['-s', url], io), 1);
    assert.ok(!`${io.text('stdout')}${io.text('stderr')}`.includes('p4ssw0rd'));
  });

  it('refuses a number of round trips that is none', async () => {
    const { code, stderr } = await run(rtt, ['many']);
    assert.equal(code, 2);
    assert.match(stderr, /^invalid number of iterations "many"\n/);
  });
});
