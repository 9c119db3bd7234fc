import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server as Listener } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  benchPubProgram,
  benchPubsubProgram,
  benchReplyProgram,
  benchRequestProgram,
  benchSubProgram,
} from '../../../src/cli/bench/bench.ts';
import type { GoFlagTable } from '../../../src/cli/go-flags.ts';
import { execute, type Program } from '../../../src/cli/program.ts';
import { stampedPayload } from '../../../src/nats-client/bench/stamp.ts';
import { Server } from '../../../src/server/server.ts';
import { startServer } from '../../support/start-server.ts';
import { Terminal } from '../../support/terminal.ts';

interface Figures {
  readonly messages: number;
  readonly bytes: number;
  readonly clients: readonly { readonly messages: number }[];
  readonly latency?: { readonly minUs: number; readonly histogram: { readonly count: number }[] };
}

interface Report {
  readonly publishers?: Figures;
  readonly subscribers?: Figures;
  readonly requesters?: Figures;
  readonly servers?: Figures;
  readonly delivery?: Readonly<Record<string, number>>;
  readonly disconnects: number;
  readonly interrupted: boolean;
}

describe('natsx bench', () => {
  let server: Server;
  let peer: NatsConnection;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'natsx-bench-'));
    server = await startServer();
    peer = await connect({ servers: server.url });
  });
  after(async () => {
    await peer.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  function start<T extends GoFlagTable>(program: Program<T>, ...argv: string[]) {
    const terminal = new Terminal();
    const code = execute(program, ['-s', server.url, ...argv], terminal);
    return { terminal, code, report: () => JSON.parse(terminal.text('stdout')) as Report };
  }

  /** Starts a program and waits until it says that it has begun. */
  async function started<T extends GoFlagTable>(program: Program<T>, ...argv: string[]) {
    const running = start(program, ...argv);
    await Promise.race([running.terminal.shows('stderr', 'Starting '), running.code]);
    return running;
  }

  describe('pub', () => {
    it('publishes all messages and reports in one line', async () => {
      let received = 0;
      peer.subscribe('pub.line', { callback: (_, { data }) => void (received += data.length) });
      await peer.flush();
      const { terminal, code } = start(
        benchPubProgram,
        '-msgs',
        '5000',
        '-size',
        '16B',
        'pub.line',
      );
      assert.equal(await code, 0);
      await peer.flush();
      assert.equal(received, 80_000);
      assert.equal(
        terminal.text('stderr'),
        'Starting Core NATS publisher benchmark [clients=1, msg-size=16 B, msgs=5,000, subject=pub.line]\n',
      );
      assert.match(
        terminal.text('stdout'),
        /^NATS Core NATS publisher stats: [\d,]+ msgs\/sec ~ [\d.]+ [KM]?i?B\/sec ~ [\d.]+us\n$/,
      );
    });

    it('divides the messages among its clients and spreads them over subjects', async () => {
      const counts: Record<string, number> = {};
      peer.subscribe('pub.many.*', {
        callback: (_, { subject }) => void (counts[subject] = (counts[subject] ?? 0) + 1),
      });
      await peer.flush();
      const argv = ['-clients=3', '-msgs=1001', '-multisubject', '-multisubjectmax=2', '-json'];
      const { code, report } = start(benchPubProgram, ...argv, 'pub.many');
      assert.equal(await code, 0);
      await peer.flush();
      const { publishers } = report();
      assert.deepEqual(
        publishers!.clients.map(({ messages }) => messages),
        [334, 334, 333],
      );
      assert.deepEqual(counts, { 'pub.many.0': 501, 'pub.many.1': 500 });
    });

    it('saves CSV', async () => {
      const file = join(folder, 'figures.csv');
      const { terminal, code } = start(benchPubProgram, '-msgs=10', '-csv', file, 'pub.csv');
      assert.equal(await code, 0);
      assert.ok(terminal.text('stderr').endsWith(`Saved metric data in csv file ${file}\n`));
      assert.match(readFileSync(file, 'utf8'), /^#RunID,.*\n[^,]+,P1,10,1280,/);
    });

    it('stops at Ctrl-C and reports what it has sent', async () => {
      const { terminal, code, report } = await started(
        benchPubProgram,
        ...['-msgs=1000000', '-sleep=1h', '-json', 'pub.stop'],
      );
      terminal.pressCtrlC();
      assert.equal(await code, 0);
      assert.equal(report().publishers!.messages, 1);
      assert.equal(report().interrupted, true);
    });

    it('ends when its time is over', async () => {
      const { code, report } = start(benchPubProgram, '-duration=50ms', '-json', 'pub.time');
      assert.equal(await code, 0);
      assert.ok(report().publishers!.messages > 0);
    });

    it('fails when a message is more than the server takes', async () => {
      const { terminal, code } = start(benchPubProgram, '-size=2MiB', '-msgs=3', 'pub.big');
      assert.equal(await code, 1);
      assert.match(terminal.text('stderr'), /\nnats: maximum payload exceeded\n$/);
      assert.equal(terminal.text('stdout'), '');
    });
  });

  describe('sub', () => {
    it('is over when each client has all messages', async () => {
      const { code, report } = await started(
        benchSubProgram,
        ...['-clients=2', '-msgs=1000', '-json', 'sub.all'],
      );
      assert.equal(await start(benchPubProgram, '-msgs=1000', '-size=10', 'sub.all').code, 0);
      assert.equal(await code, 0);
      const { subscribers, delivery } = report();
      assert.deepEqual([subscribers!.messages, subscribers!.bytes], [2000, 20_000]);
      assert.equal(delivery, undefined);
    });

    it('counts a constant rate by its stamps, from several publishers, to their ends', async () => {
      const { code, report } = await started(benchSubProgram, '-json', '-multisubject', 'sub.pace');
      const pub = start(
        benchPubProgram,
        ...['-rate=5000', '-msgs=300', '-clients=3', '-multisubject', '-multisubjectmax=4'],
        'sub.pace',
      );
      assert.equal(await pub.code, 0);
      assert.equal(await code, 0);
      const { subscribers, delivery } = report();
      const clean = { lost: 0, duplicates: 0, reordered: 0 };
      assert.deepEqual(delivery, { sent: 300, received: 300, ...clean });
      const counts = subscribers!.latency!.histogram.map(({ count }) => count);
      assert.equal(
        counts.reduce((sum, count) => sum + count),
        300,
      );
    });

    it('exits with 1 when messages are lost, and says how many came late or twice', async () => {
      const { terminal, code } = await started(benchSubProgram, 'sub.lost');
      const send = (type: 'message' | 'end', sequence: number) => {
        const stamp = { type, sequence, run: 7, publisher: 0, publishers: 1, dueMs: Date.now() };
        peer.publish('sub.lost', stampedPayload(24, stamp));
      };
      for (const sequence of [0, 1, 4, 4, 3]) send('message', sequence);
      send('end', 8);
      assert.equal(await code, 1);
      const line = 'Sent: 8 ~ Received: 4 ~ Lost: 4 (50%) ~ Duplicates: 1 ~ Reordered: 1\n';
      assert.ok(terminal.text('stdout').endsWith(line), terminal.text('stdout'));
    });

    it('reports at Ctrl-C, even nothing', async () => {
      const { terminal, code } = await started(benchSubProgram, 'sub.nothing');
      terminal.pressCtrlC();
      assert.equal(await code, 0);
      assert.equal(terminal.text('stdout'), 'No publisher or subscribers. Nothing to report.\n');
    });
  });

  describe('pubsub', () => {
    for (const pace of [[], ['-throughput=20000']]) {
      it(`hears all that it sends ${pace.length === 0 ? 'at full speed' : 'by schedule'}`, async () => {
        const argv = ['-clients=2', '-msgs=2000', '-json', ...pace, 'both'];
        const { code, report } = start(benchPubsubProgram, ...argv);
        assert.equal(await code, 0);
        const { publishers, subscribers, delivery } = report();
        assert.equal(publishers!.messages, 2000);
        assert.equal(subscribers!.messages, 4000);
        const clean = { lost: 0, duplicates: 0, reordered: 0 };
        assert.deepEqual(delivery, { sent: 4000, received: 4000, ...clean });
      });
    }

    it('sends no more after Ctrl-C and still hears what was under way', async () => {
      const argv = ['-rate=1000', '-duration=1h', '-json', 'both.stop'];
      let heard: () => void;
      const first = new Promise<void>((resolve) => (heard = resolve));
      peer.subscribe('both.stop', { callback: () => heard() });
      await peer.flush();
      const { terminal, code, report } = start(benchPubsubProgram, ...argv);
      await first;
      terminal.pressCtrlC();
      assert.equal(await code, 0);
      const { publishers, delivery, interrupted } = report();
      assert.equal(interrupted, true);
      assert.equal(delivery!['sent'], publishers!.messages);
      assert.equal(delivery!['lost'], 0);
    });

    for (const pace of [[], ['-rate=2000']]) {
      const how = pace.length === 0 ? 'at full speed' : 'by schedule';
      it(`counts what a server swallows ${how}, and exits with 1`, async () => {
        const listener = swallower().listen(0, '127.0.0.1');
        await once(listener, 'listening');
        const url = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
        const argv = ['-s', url, ...pace, '-msgs=100', '-timeout=1s', 'gone'];
        const { terminal, code } = start(benchPubsubProgram, ...argv);
        assert.equal(await code, 1);
        const line = 'Sent: 100 ~ Received: 0 ~ Lost: 100 (100%) ~ Duplicates: 0 ~ Reordered: 0\n';
        assert.ok(terminal.text('stdout').endsWith(line), terminal.text('stdout'));
        listener.close();
      });
    }

    it('lives through a restart of the server at constant rate', async () => {
      const first = await Server.start({ port: 0 });
      const { port } = first;
      const argv = ['-s', first.url, '-rate=500', '-duration=1h', '-json', 'restart'];
      const { terminal, code, report } = start(benchPubsubProgram, ...argv);
      await hears(first.url, 'restart');
      await first.stop();
      const second = await Server.start({ port });
      await hears(second.url, 'restart');
      terminal.pressCtrlC();
      const { publishers, delivery, disconnects } = await code.then(() => report());
      assert.equal(disconnects, 2);
      assert.equal(delivery!['sent'], publishers!.messages);
      assert.equal(delivery!['lost'], delivery!['sent'] - delivery!['received']!);
      assert.equal(await code, delivery!['lost'] > 0 ? 1 : 0);
      await second.stop();
    });
  });

  describe('request and reply', () => {
    it('time each request, and count what was answered', async () => {
      const reply = await started(benchReplyProgram, '-clients=2', '-msgs=400', '-json', 'ask');
      const { code, report } = start(
        benchRequestProgram,
        '-clients=2',
        '-msgs=200',
        '-json',
        'ask',
      );
      assert.equal(await code, 0);
      assert.equal(report().requesters!.messages, 200);
      assert.ok(report().requesters!.latency!.minUs > 0);
      const paced = start(benchRequestProgram, '-rate=4000', '-msgs=200', '-json', 'ask');
      assert.equal(await paced.code, 0);
      assert.equal(paced.report().delivery!['received'], 200);
      assert.equal(await reply.code, 0);
      assert.equal(reply.report().servers!.messages, 400);
    });

    it('fail with 3 when nobody answers', async () => {
      for (const pace of [[], ['-rate=100']]) {
        const { terminal, code } = start(benchRequestProgram, '-msgs=10', ...pace, 'ask.nobody');
        assert.equal(await code, 3);
        assert.match(terminal.text('stderr'), /\nnats: no responders available for request\n/);
      }
    });

    it('fail with 4 when no reply comes in time', async () => {
      peer.subscribe('ask.mute');
      await peer.flush();
      const { code } = start(benchRequestProgram, '-msgs=10', '-timeout=50ms', 'ask.mute');
      assert.equal(await code, 4);
    });

    it('count the requests at constant rate that were not answered', async () => {
      let asked = 0;
      peer.subscribe('ask.odd', {
        callback: (_, message) => {
          if (asked++ % 2 === 0) message.respond();
        },
      });
      await peer.flush();
      const argv = ['-msgs=20', '-rate=1000', '-timeout=100ms', '-json', 'ask.odd'];
      const { code, report } = start(benchRequestProgram, ...argv);
      assert.equal(await code, 1);
      assert.deepEqual([report().delivery!['received'], report().delivery!['lost']], [10, 10]);
    });

    it('answer until Ctrl-C', async () => {
      const { terminal, code, report } = await started(benchReplyProgram, '-json', 'ask.once');
      await peer.request('ask.once');
      terminal.pressCtrlC();
      assert.equal(await code, 0);
      assert.equal(report().servers!.messages, 1);
    });
  });

  it('exits with 1 when no server is there', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    listener.close();
    await once(listener, 'close');
    const { terminal, code } = start(benchPubProgram, '-s', `127.0.0.1:${port}`, '-clients=2', 'a');
    assert.equal(await code, 1);
    assert.match(terminal.text('stderr'), /^nats: no servers available for connection\n/);
  });

  const bad: readonly (readonly [what: string, argv: string[], shows: RegExp])[] = [
    ['no subject', [], /^expected <subject>, got 0/],
    ['two subjects', ['a', 'b'], /^expected <subject>, got 2/],
    ['a bad size', ['-size=1XB', 'a'], /^invalid value "1XB" for flag -size: must be a number/],
    ['a huge size', ['-size=1GiB', 'a'], /^invalid value "1GiB" for flag -size: must be at most/],
    [
      'no room for a stamp',
      ['-size=8', '-rate=1', 'a'],
      /-size: must be at least 24B with -throughp/,
    ],
    ['no messages', ['-msgs=0', 'a'], /^invalid value "0" for flag -msgs: must be at least 1/],
    ['no clients', ['-clients=0', 'a'], /^invalid value "0" for flag -clients/],
    ['too many clients', ['-clients=1001', 'a'], /-clients: must be at most 1000/],
    ['a rate below zero', ['-rate=-1', 'a'], /-throughput: must be at least 0/],
    ['a bad duration', ['-duration=5', 'a'], /-duration: time: missing unit/],
    ['two paces', ['-sleep=1ms', '-rate=5', 'a'], /^-sleep and -throughput both say how fast/],
    ['a wildcard to publish to', ['a.*'], /^subject "a\.\*" may not have wildcards here/],
    ['an empty token', ['a..b'], /^invalid subject "a\.\.b"/],
    ['an unknown flag', ['-nope', 'a'], /^flag provided but not defined: -nope/],
  ];
  for (const [what, argv, shows] of bad) {
    it(`refuses ${what}, with 2`, async () => {
      const { terminal, code } = start(benchPubProgram, ...argv);
      assert.equal(await code, 2);
      assert.match(terminal.text('stderr'), shows);
      assert.equal(terminal.text('stdout'), '');
    });
  }
});

/** A server that greets and answers PING, and forgets all else. */
function swallower(): Listener {
  return createServer((socket) => {
    socket.on('error', () => undefined); // The client may hang up first.
    socket.write(
      'INFO {"server_id":"N","version":"2.12.0","proto":1,"headers":true,"max_payload":1048576}\r\n',
    );
    let rest = '';
    socket.on('data', (data) => {
      const lines = (rest + data.toString('latin1')).split('\r\n');
      rest = lines.pop()!;
      for (const line of lines) if (line === 'PING') socket.write('PONG\r\n');
    });
  });
}

/** Waits until a message of `subject` comes from the server at `url`. */
async function hears(url: string, subject: string): Promise<void> {
  const client = await connect({ servers: url });
  await client.subscribe(subject, { max: 1 })[Symbol.asyncIterator]().next();
  await client.close();
}
