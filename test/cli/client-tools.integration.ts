import assert from 'node:assert/strict';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { natsPub, natsxPub } from '../../src/cli/nats-pub.ts';
import { natsReq, natsxReq } from '../../src/cli/nats-req.ts';
import { natsRply, natsxReply } from '../../src/cli/nats-rply.ts';
import { natsQsub, natsSub, natsxSub } from '../../src/cli/nats-sub.ts';
import type { GoFlagTable } from '../../src/cli/go-flags.ts';
import { execute, type Program } from '../../src/cli/program.ts';
import type { Server } from '../../src/server/server.ts';
import { startServer } from '../support/start-server.ts';
import { Terminal } from '../support/terminal.ts';

describe('the client tools', () => {
  let server: Server;
  let peer: NatsConnection;

  before(async () => {
    server = await startServer();
    peer = await connect({ servers: server.url });
  });
  after(async () => {
    await peer.close();
    await server.stop();
  });

  /** Starts a program against the server; `code` is its exit code to come. */
  function start<T extends GoFlagTable>(
    program: Program<T>,
    argv: string[],
    input: Uint8Array | string = '',
  ) {
    const terminal = new Terminal(input);
    return { terminal, code: execute(program, ['-s', server.url, ...argv], terminal) };
  }

  /** Starts a listener and waits until the server knows it. */
  async function listening<T extends GoFlagTable>(program: Program<T>, argv: string[]) {
    const started = start(program, argv);
    await Promise.race([started.terminal.shows('stderr', 'Listening on ['), started.code]);
    return started;
  }

  describe('pub', () => {
    it('publishes and says so', async () => {
      const subscription = peer.subscribe('pub.plain', { max: 1 });
      await peer.flush();
      const { terminal, code } = start(natsPub, ['pub.plain', 'hello wörld']);
      assert.equal(await code, 0);
      assert.equal(terminal.text('stderr'), "Published [pub.plain] : 'hello wörld'\n");
      assert.equal(terminal.text('stdout'), '');
      for await (const message of subscription) assert.equal(message.string(), 'hello wörld');
    });

    it('sends headers, a reply subject and bytes from standard input', async () => {
      const subscription = peer.subscribe('pub.full', { max: 1 });
      await peer.flush();
      const argv = [
        '-H',
        'A: 1',
        '-H',
        'A:2',
        '--header=b: x:y',
        '-reply',
        'answer.here',
        'pub.full',
        '-',
      ];
      assert.equal(await start(natsxPub, argv, Uint8Array.of(0, 255, 10)).code, 0);
      for await (const message of subscription) {
        assert.deepEqual([...message.data], [0, 255, 10]);
        assert.equal(message.reply, 'answer.here');
        assert.deepEqual(
          [...message.headers!],
          [
            ['A', ['1', '2']],
            ['b', ['x:y']],
          ],
        );
      }
    });

    it('publishes as often as --count says', async () => {
      const subscription = peer.subscribe('pub.many', { max: 5000 });
      await peer.flush();
      const { terminal, code } = start(natsxPub, ['-count', '5000', 'pub.many', 'x']);
      assert.equal(await code, 0);
      assert.equal(terminal.text('stderr'), "Published 5000 times [pub.many] : 'x'\n");
      let received = 0;
      for await (const message of subscription) received += message.data.length;
      assert.equal(received, 5000);
    });

    it('fails when the payload is more than the server takes', async () => {
      const { terminal, code } = start(natsxPub, ['big', '-'], Buffer.alloc(1024 * 1024 + 1));
      assert.equal(await code, 1);
      assert.equal(terminal.text('stderr'), 'nats: maximum payload exceeded\n');
    });
  });

  describe('sub', () => {
    it('prints messages with their number, and headers below', async () => {
      const { terminal, code } = await listening(natsSub, ['-count', '2', 'sub.*']);
      assert.equal(await start(natsPub, ['sub.a', 'one']).code, 0);
      assert.equal(await start(natsPub, ['-H', 'K: v', '-H', 'K: w', 'sub.b', 'two']).code, 0);
      assert.equal(await code, 0);
      assert.equal(terminal.text('stderr'), 'Listening on [sub.*]\n');
      assert.equal(
        terminal.text('stdout'),
        "[#1] Received on [sub.a]: 'one'\n[#2] Received on [sub.b]: 'two'\n    K: v\n    K: w\n",
      );
    });

    it('prints the time before a message with -t, but not before the announcement', async () => {
      const { terminal, code } = await listening(natsSub, ['-t', '-count', '1', 'sub.time']);
      await start(natsPub, ['sub.time', 'x']).code;
      assert.equal(await code, 0);
      assert.equal(terminal.text('stderr'), 'Listening on [sub.time]\n');
      const line = "2026/01/31 09:05:07 [#1] Received on [sub.time]: 'x'\n";
      assert.equal(terminal.text('stdout'), line);
    });

    it('prints nothing but the payload with --raw', async () => {
      const { terminal, code } = await listening(natsxSub, ['--raw', '--count=2', 'sub.raw']);
      for (let n = 0; n < 2; n++) peer.publish('sub.raw', Uint8Array.of(0xff, 0, n));
      assert.equal(await code, 0);
      assert.deepEqual([...terminal.bytes('stdout')], [0xff, 0, 0, 0xff, 0, 1]);
    });

    it('prints a line of JSON for each message with --json', async () => {
      const { terminal, code } = await listening(natsxSub, ['--json', '--count=2', 'sub.json']);
      peer.publish('sub.json', 'a "b"\n', { reply: 'to.me' });
      peer.publish('sub.json', Uint8Array.of(0xff));
      assert.equal(await code, 0);
      const lines = terminal.text('stdout').trimEnd().split('\n');
      assert.deepEqual(
        lines.map((line) => JSON.parse(line) as unknown),
        [
          { subject: 'sub.json', reply: 'to.me', data: 'a "b"\n' },
          { subject: 'sub.json', data: '/w==', encoding: 'base64' },
        ],
      );
    });

    it('shares the messages of a queue group, each to one member', async () => {
      const one = await listening(natsxSub, ['-q', 'g', 'sub.queue']);
      const other = await listening(natsQsub, ['sub.queue', 'g']);
      assert.equal(other.terminal.text('stderr'), 'Listening on [sub.queue], queue group [g]\n');
      for (let n = 0; n < 20; n++) peer.publish('sub.queue', 'm');
      await peer.flush();
      one.terminal.pressCtrlC();
      other.terminal.pressCtrlC();
      await Promise.all([one.code, other.code]);
      const lines = [one, other].flatMap(({ terminal }) =>
        terminal.text('stdout').trimEnd().split('\n'),
      );
      assert.equal(lines.filter((line) => line !== '').length, 20);
      assert.match(
        lines.join('\n'),
        /^\[#1\] Received on \[sub\.queue\] Queue\[g\] Pid\[4711\]: 'm'$/m,
      );
    });

    it('fails on a subject that the server refuses', async () => {
      const { terminal, code } = start(natsxSub, ['a..b']);
      assert.equal(await code, 1);
      assert.equal(terminal.text('stderr'), 'nats: Invalid Subject\n');
    });

    it('drains at Ctrl-C and exits with 0 as natsx sub', async () => {
      const { terminal, code } = await listening(natsxSub, ['sub.drain']);
      peer.publish('sub.drain', 'last');
      await peer.flush();
      terminal.pressCtrlC();
      assert.equal(await code, 0);
      assert.equal(terminal.text('stdout'), "[#1] Received on [sub.drain]: 'last'\n");
    });

    it('says Draining and Exiting at Ctrl-C and exits with 1 as nats-qsub', async () => {
      const { terminal, code } = await listening(natsQsub, ['sub.drain', 'q']);
      terminal.pressCtrlC();
      assert.equal(await code, 1);
      const text = 'Listening on [sub.drain], queue group [q]\n\nDraining...\nExiting\n';
      assert.equal(terminal.text('stderr'), text);
    });
  });

  describe('req and reply', () => {
    it('get a request answered', async () => {
      const responder = await listening(natsRply, ['-count', '1', 'help', 'I can']);
      const { terminal, code } = start(natsReq, ['help', 'please']);
      assert.equal(await code, 0);
      assert.equal(terminal.text('stderr'), "Published [help] : 'please'\n");
      assert.match(terminal.text('stdout'), /^Received {2}\[_INBOX\.[^\]]+\] : 'I can'\n$/);
      assert.equal(await responder.code, 0);
      assert.equal(responder.terminal.text('stderr'), 'Listening on [help]\n');
      assert.equal(responder.terminal.text('stdout'), "[#1] Received on [help]: 'please'\n");
    });

    it('carry headers both ways', async () => {
      const responder = await listening(natsxReply, [
        '-H',
        'To: you',
        '--json',
        '--count=1',
        'heads',
        'yes',
      ]);
      const { terminal, code } = start(natsxReq, ['-H', 'From: me', '--json', 'heads', '']);
      assert.equal(await code, 0);
      const reply = JSON.parse(terminal.text('stdout')) as { headers: unknown; data: string };
      assert.deepEqual([reply.headers, reply.data], [{ To: ['you'] }, 'yes']);
      await responder.code;
      const asked = JSON.parse(responder.terminal.text('stdout')) as { headers: unknown };
      assert.deepEqual(asked.headers, { From: ['me'] });
    });

    it('collect several replies', async () => {
      const responders = [
        await listening(natsxReply, ['-q', 'one', 'all', '1']),
        await listening(natsxReply, ['-q', 'two', 'all', '2']),
      ];
      const wanted = start(natsxReq, ['--replies', '2', '--raw', 'all', '']);
      assert.equal(await wanted.code, 0);
      assert.deepEqual(Array.from(wanted.terminal.text('stdout')).sort(), ['1', '2']);
      const inTime = start(natsxReq, ['--replies', '0', '--timeout', '100ms', '--raw', 'all', '']);
      assert.equal(await inTime.code, 0);
      assert.equal(inTime.terminal.text('stdout').length, 2);
      const tooMany = start(natsxReq, ['--replies', '3', '--timeout', '100ms', '--raw', 'all', '']);
      assert.equal(await tooMany.code, 4);
      assert.match(
        tooMany.terminal.text('stderr'),
        /nats: timeout\n {2}2 of 3 replies came in time\n$/,
      );
      for (const { terminal, code } of responders) {
        terminal.pressCtrlC();
        assert.equal(await code, 0);
      }
    });

    it('answer what has arrived before Ctrl-C', async () => {
      const responder = await listening(natsRply, ['late', 'still here']);
      const answer = peer.request('late', 'x');
      await peer.flush();
      responder.terminal.pressCtrlC();
      assert.equal((await answer).string(), 'still here');
      assert.equal(await responder.code, 1);
      const text = responder.terminal.text('stderr');
      assert.equal(text, 'Listening on [late]\n\nDraining...\nExiting\n');
    });
  });

  describe('req without an answer', () => {
    const cases = [
      { name: 'natsx req', program: natsxReq, ending: '', codes: { none: 3, late: 4 } },
      { name: 'nats-req', program: natsReq, ending: ' for request', codes: { none: 1, late: 1 } },
    ];
    for (const { name, program, ending, codes } of cases) {
      it(`says that nobody listens, exit ${codes.none} (${name})`, async () => {
        const { terminal, code } = start(program, ['nobody', '']);
        assert.equal(await code, codes.none);
        const line = `nats: no responders available for request${ending}\n  nobody listens on [nobody]\n`;
        assert.equal(terminal.text('stderr'), line);
        assert.equal(terminal.text('stdout'), '');
      });

      it(`says that time is over, exit ${codes.late} (${name})`, async () => {
        const mute = peer.subscribe(`mute.${codes.late}`);
        await peer.flush();
        const { terminal, code } = start(program, ['-timeout', '50ms', `mute.${codes.late}`, '']);
        assert.equal(await code, codes.late);
        assert.equal(terminal.text('stderr'), `nats: timeout${ending}\n`);
        mute.unsubscribe();
      });
    }
  });
});

describe('a listener whose server goes away', () => {
  it('says so, connects again and goes on', async () => {
    const first = await startServer();
    const { port } = first;
    const terminal = new Terminal();
    const code = execute(natsxSub, ['-s', first.url, '--count=1', 'again'], terminal);
    await terminal.shows('stderr', 'Listening on [again]');
    await first.stop();
    await terminal.shows('stderr', 'will attempt reconnects for 10m\n');
    const { Server } = await import('../../src/server/server.ts');
    const second = await Server.start({ port });
    await terminal.shows('stderr', `Reconnected [nats://127.0.0.1:${port}]\n`);
    assert.equal(await execute(natsPub, ['-s', second.url, 'again', 'x'], new Terminal()), 0);
    assert.equal(await code, 0);
    assert.match(
      terminal.text('stderr'),
      /\nDisconnected due to: .+, will attempt reconnects for 10m\n/,
    );
    assert.equal(terminal.text('stdout'), "[#1] Received on [again]: 'x'\n");
    await second.stop();
  });
});
