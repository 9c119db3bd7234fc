import assert from 'node:assert/strict';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { flagsFirst } from '../../../src/cli/flags-first.ts';
import { execute } from '../../../src/cli/program.ts';
import events from '../../../src/commands/events.ts';
import type { Server } from '../../../src/server/server.ts';
import { startOwn } from '../../interop/configured.ts';
import { RawClient } from '../../support/raw-client.ts';
import { Terminal } from '../../support/terminal.ts';

describe('natsx events', () => {
  let server: Server;
  let publisher: NatsConnection;
  before(async () => {
    server = await startOwn(`
      server_name: alpha
      accounts {
        A { users [{ user: a, password: p }] }
        $SYS { users [{ user: sys, password: p }] }
      }`);
    publisher = await connect({ servers: server.url, user: 'sys', pass: 'p' });
  });
  after(async () => {
    await publisher.close();
    await server.stop();
  });

  /** Listens while `action` goes on; what was printed by the time that `last` is. */
  async function during(argv: readonly string[], action: () => Promise<void>, last: string) {
    const io = new Terminal();
    const { program } = events;
    const line = [...argv, '-s', server.url, '--user', 'sys', '--password', 'p'];
    const running = execute(program, flagsFirst(program.flags, line), io);
    await io.shows('stderr', 'Listening for');
    await action();
    await io.shows('stdout', last);
    io.pressCtrlC();
    assert.equal(await running, 0);
    return { stdout: io.text('stdout'), stderr: io.text('stderr') };
  }

  async function comeAndGo(): Promise<void> {
    const client = await RawClient.connect(server.port);
    client.send(
      `CONNECT {"verbose":false,"user":"a","pass":"p","name":"marten","lang":"c"}\r\nPING\r\n`,
    );
    await client.settle();
    await client.close();
  }

  it('shows who comes and goes, a block for each', async () => {
    const { stdout, stderr } = await during([], comeAndGo, 'Client Published');
    assert.match(
      stdout,
      /^\n\[\d\d:\d\d:\d\d\] \[\w{22}\] Client Connection\n\n +Server: alpha\n\n {3}Client:\n +ID: \d+\n +User: a\n +Name: marten\n +Account: A\n +Language: c\n/,
    );
    assert.match(stdout, /\] Client Disconnection\n\n +Reason: Client Closed\n +Server: alpha\n/);
    assert.match(stdout, / Client Published: 0 messages \(0 B\)\n/);
    assert.equal(
      stderr,
      `Listening for Client Connection events on $SYS.ACCOUNT.*.CONNECT
Listening for Client Disconnection events on $SYS.ACCOUNT.*.DISCONNECT
Listening for Authentication Errors events on $SYS.SERVER.*.CLIENT.AUTH.ERR
Listening for Leafnode Connection events on $SYS.ACCOUNT.*.LEAFNODE.CONNECT
Listening for Server Shutdown events on $SYS.SERVER.*.SHUTDOWN
Listening for Lame Duck Mode events on $SYS.SERVER.*.LAMEDUCK
`,
    );
  });

  it('--short is a line for each', async () => {
    const { stdout } = await during(['--short'], comeAndGo, 'Client Closed');
    const lines = stdout.trimEnd().split('\n');
    assert.match(lines[0]!, /^\d\d:\d\d:\d\d \[Connection\] user: a cid: \d+ in account A$/);
    assert.match(lines[1]!, /^\S+ \[Disconnection\] user: a cid: \d+ in account A: Client Closed$/);
  });

  it('--json is an event on each line', async () => {
    const { stdout } = await during(['--json'], comeAndGo, 'client_disconnect');
    const types = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    assert.deepEqual(types.slice(0, 2), [
      'io.nats.server.advisory.v1.client_connect',
      'io.nats.server.advisory.v1.client_disconnect',
    ]);
  });

  it('--filter lets through what it matches, in capitals or not', async () => {
    const { stdout } = await during(
      ['--short', '--filter', 'AUTHENTICATION \\w+'],
      async () => {
        await comeAndGo();
        const refused = connect({
          servers: server.url,
          user: 'a',
          pass: 'wrong',
          reconnect: false,
        });
        await assert.rejects(refused);
      },
      '[Authentication Error]',
    );
    assert.match(stdout, /^\S+ \[Authentication Error\] user: a cid: \d+ in account/m);
    assert.ok(!stdout.includes('[Connection]'));
  });

  it('--all shows how many connections accounts have, and JetStream', async () => {
    const { stdout, stderr } = await during(
      ['--all', '--short'],
      async () => {
        await comeAndGo();
        const action = {
          type: 'io.nats.jetstream.advisory.v1.stream_action',
          id: 'x',
          timestamp: '2026-01-31T09:05:07.1Z',
          stream: 'ORDERS',
          action: 'create',
        };
        publisher.publish('$JS.EVENT.ADVISORY.STREAM.CREATED.ORDERS', JSON.stringify(action));
      },
      '[Stream Action]',
    );
    assert.match(stdout, / \[Account\] A Server: alpha Connections: 1 Leaf Nodes: 0 Slow: 0 /);
    assert.match(stdout, /^09:05:07 \[Stream Action\] stream: ORDERS action: create$/m);
    assert.match(stderr, /^Listening for Advisories on \$JS\.EVENT\.ADVISORY\.>\n/);
  });

  it('tells of servers that stop, and of leafnodes', async () => {
    const beta = { name: 'beta', id: 'NB', host: '10.0.0.2', cluster: 'east', ver: '2.12.0' };
    const time = '2026-01-31T09:05:07Z';
    const { stdout } = await during(
      ['--short'],
      async () => {
        publisher.publish('$SYS.SERVER.NB.LAMEDUCK', JSON.stringify({ ...beta, time }));
        const leaf = { server: { ...beta, time }, acc: 'A' };
        publisher.publish('$SYS.ACCOUNT.A.LEAFNODE.CONNECT', JSON.stringify(leaf));
        publisher.publish('$SYS.SERVER.NB.SHUTDOWN', JSON.stringify({ server: beta }));
        await publisher.flush();
      },
      'Shutdown',
    );
    assert.match(stdout, /^09:05:07 \[Server Lame Duck Mode\] beta of cluster east$/m);
    assert.match(stdout, /^09:05:07 \[Leafnode\] account A at server beta$/m);
    assert.match(stdout, /^--:--:-- \[Server Shutdown\] beta of cluster east$/m);
  });

  it('hands nothing hostile to the terminal', async () => {
    const evil = '\u001b[2J\u009b2J\u0007\nroot';
    for (const flag of ['--short', '--json', '--short=false']) {
      const { stdout } = await during(
        [flag],
        async () => {
          const client = { user: evil, name: evil, id: evil, acc: [evil], rtt: evil };
          const event = { type: `${evil}.client_connect`, id: evil, timestamp: evil, client };
          publisher.publish('$SYS.ACCOUNT.A.CONNECT', JSON.stringify(event));
          publisher.publish('$SYS.ACCOUNT.A.CONNECT', JSON.stringify({ ...event, type: evil }));
          publisher.publish('$SYS.ACCOUNT.A.CONNECT', JSON.stringify([null, { [evil]: evil }]));
          publisher.publish('$SYS.ACCOUNT.A.CONNECT', `${evil} is no JSON: the end`);
          await publisher.flush();
        },
        'the end',
      );
      assert.ok(!/[\u001b\u009b\u0007]/.test(stdout), flag);
      assert.ok(!/^root/m.test(stdout), flag);
    }
  });

  it('refuses a filter that is none, and no events at all', async () => {
    for (const [argv, message] of [
      [['--filter', '('], /^invalid value for flag -filter: /],
      [['--srv-advisory=false'], /^no events were chosen\n/],
    ] as const) {
      const io = new Terminal();
      assert.equal(await execute(events.program, flagsFirst(events.program.flags, argv), io), 2);
      assert.match(io.text('stderr'), message);
    }
  });
});
