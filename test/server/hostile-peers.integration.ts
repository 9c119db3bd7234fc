// Peers that mean harm: each is refused as documented or let go on without effect, holds no more memory than it may, and
// the client beside it does not notice.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { createUser } from '../../src/nkeys/index.ts';
import { Server, type StartOptions } from '../../src/server/server.ts';
import { clientSubscriptions } from '../support/client-subscriptions.ts';
import { clientTls, pairOptions } from '../support/certificates.ts';
import { bytesInUse } from '../support/heap.ts';
import { LogRecorder } from '../support/log-recorder.ts';
import { RawClient, type RawClientOptions } from '../support/raw-client.ts';
import { turnEnd } from '../support/turn.ts';

const MIB = 1024 * 1024;
const CONNECT = 'CONNECT {"verbose":false}\r\n';
const TOO_LONG = "-ERR 'maximum control line exceeded'\r\n";
const REFUSED = "-ERR 'Authorization Violation'\r\n";
const TOO_LATE = "-ERR 'Authentication Timeout'\r\n";

describe('Among hostile peers, a server', () => {
  let server: Server;
  let log: LogRecorder;
  let neighbour: RawClient | undefined;
  let sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets = [];
    neighbour?.destroy();
    neighbour = undefined;
    await server.stop();
  });

  /** Also lets in the client beside, if it can come in with `claims`. */
  async function start(options: StartOptions, claims: object = {}, tls?: RawClientOptions['tls']) {
    log = new LogRecorder();
    server = await Server.start({ port: 0, ...options, logger: log });
    neighbour = await RawClient.connect(server.port);
    if (tls !== undefined) await neighbour.startTls(tls);
    neighbour.send(`CONNECT ${JSON.stringify({ verbose: false, ...claims })}\r\nSUB beside 1\r\n`);
    assert.equal(await neighbour.settle(), '');
  }

  /** Messages still go round beside. */
  async function isUnharmed(): Promise<void> {
    neighbour!.send('PUB beside 2\r\nhi\r\n');
    await neighbour!.expect('MSG beside 1 2\r\nhi\r\n');
  }

  async function open(port: number): Promise<Socket> {
    const socket = connectSocket(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined); // A reset is an end like any other.
    await once(socket, 'connect');
    return socket;
  }

  async function untilConnections(count: number): Promise<void> {
    while (server.counters.connections > count) await turnEnd();
  }

  describe('without passwords,', () => {
    beforeEach(() => start({}));

    it('ends a CONNECT of 10 MB at its first 4 KiB', async () => {
      const client = await RawClient.connect(server.port);
      const before = bytesInUse();
      client.send(`CONNECT {"name":"${'x'.repeat(10 * MIB)}`);
      await client.expectClosed(TOO_LONG);
      assert.ok(bytesInUse() - before < 2 * MIB);
      await isUnharmed();
    });

    const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const many = (count: number): string =>
      Array.from({ length: count }, (_, number) => `"k${number}":0`).join();
    for (const [name, json] of [
      ['nested deeply', `{"verbose":false,"x":${nested(1_900)}}`],
      ['with many keys', `{"verbose":false,${many(400)}}`],
      [
        'with the keys of every object',
        '{"verbose":false,"__proto__":{"user":"a"},"constructor":1}',
      ],
    ] as const) {
      it(`reads a CONNECT ${name} that fits a line`, async () => {
        const client = await RawClient.connect(server.port);
        client.send(`CONNECT ${json}\r\n`);
        assert.equal(await client.settle(), '');
        await client.close();
        await isUnharmed();
      });
    }

    for (const [name, line] of [
      ['header that is longer than all', 'HPUB beside 9 5\r\n'],
      ['header of a negative length', 'HPUB beside -1 5\r\n'],
      ['header of no length', 'HPUB beside x 5\r\n'],
      ['message of a negative length', 'HPUB beside 1 -5\r\n'],
      ['header as long as no number', `HPUB beside ${'9'.repeat(30)} ${'9'.repeat(31)}\r\n`],
    ] as const) {
      it(`ends who announces a ${name}`, async () => {
        const client = await RawClient.connect(server.port);
        client.send('CONNECT {"verbose":false,"headers":true}\r\n');
        assert.equal(await client.settle(), '');
        client.send(line);
        await client.closed;
        assert.doesNotMatch(client.unread, /MSG|PONG/);
        await isUnharmed();
      });
    }

    it('ends who announces headers of 10 MB, and waits for none of them', async () => {
      const client = await RawClient.connect(server.port);
      client.send(
        `CONNECT {"verbose":false,"headers":true}\r\nHPUB beside ${10 * MIB} ${10 * MIB}\r\n`,
      );
      await client.expectClosed("-ERR 'Maximum Payload Violation'\r\n");
      await isUnharmed();
    });

    it('carries headers with NUL and without end as they are', async () => {
      const client = await RawClient.connect(server.port);
      client.send('CONNECT {"verbose":false,"headers":true}\r\nSUB h 1\r\n');
      for (const header of ['NATS/1.0\r\n\0: \0\r\n\r\n', '\0'.repeat(40), 'NATS/1.0\r\nA']) {
        const size = `${header.length} ${header.length}`;
        client.send(`HPUB h ${size}\r\n${header}\r\n`);
        await client.expect(`HMSG h 1 ${size}\r\n${header}\r\n`);
      }
      await client.close();
      await isUnharmed();
    });

    it('finds its way through subscriptions of a thousand tokens', async () => {
      const client = await RawClient.connect(server.port);
      client.send(CONNECT);
      // At each depth a literal and a wildcard: a search that tried every combination would never end.
      const tokens = 1_000;
      const subject = (wild: number) =>
        Array.from({ length: tokens }, (_, at) => (at % wild === 0 ? '*' : 'a')).join('.');
      for (let wild = 1; wild <= 200; wild++) client.send(`SUB ${subject(wild)} ${wild}\r\n`);
      client.send(`SUB ${'*.'.repeat(tokens - 1)}> 201\r\n`);
      client.send(`PUB ${'a.'.repeat(tokens - 1)}a 0\r\n\r\n`);
      const heard = await client.settle();
      assert.equal(heard.match(/^MSG /gm)?.length, 201);
      await client.close();
      await isUnharmed();
    });

    it('forgets 100,000 subscriptions with who made them', async function () {
      this.timeout(60_000);
      const round = async (count: number): Promise<void> => {
        const client = await RawClient.connect(server.port, { waitMs: 50_000 });
        client.send(CONNECT);
        let lines = '';
        for (let sid = 1; sid <= count; sid++) lines += `SUB hostile.${sid}.*.> ${sid}\r\n`;
        client.send(lines);
        assert.equal(await client.settle(), '');
        await isUnharmed();
        assert.equal(clientSubscriptions(server), count + 1);
        await client.close();
        await untilConnections(1);
      };
      await round(1_000);
      const before = bytesInUse();
      await round(100_000);
      assert.equal(clientSubscriptions(server), 1);
      // /connz tells of closed connections and what they had subscribed to.
      assert.ok(bytesInUse() - before < 60 * MIB, `${(bytesInUse() - before) / MIB} MiB`);
    });
  });

  it('refuses more subscriptions than it was told, and keeps who asked', async () => {
    await start({ maxSubscriptions: 1_000 });
    const client = await RawClient.connect(server.port);
    client.send(CONNECT);
    client.send(Array.from({ length: 1_003 }, (_, sid) => `SUB s.${sid} ${sid}\r\n`).join(''));
    assert.equal(await client.settle(), "-ERR 'maximum subscriptions exceeded'\r\n".repeat(3));
    await client.close();
    await isUnharmed();
  });

  it('reads a CONNECT of megabytes where it was told to, nested or not', async () => {
    await start({ maxControlLine: 4 * MIB });
    const depth = MIB;
    for (const text of [
      `{"x":${'['.repeat(depth)}${']'.repeat(depth)}}`,
      `{"x":${'{"x":'.repeat(depth / 4)}0${'}'.repeat(depth / 4)}}`,
      `{${Array.from({ length: 100_000 }, (_, number) => `"key${number}":0`).join()}}`,
    ]) {
      const client = await RawClient.connect(server.port, { waitMs: 15_000 });
      client.send(`CONNECT ${text}\r\nPING\r\n`);
      await client.waitFor((frames) => frames.length > 0, 'an answer', { orClosed: true });
      assert.match(client.unread, /^\+OK\r\n|^$/);
      client.destroy();
      await isUnharmed();
    }
  });

  describe('with a token,', () => {
    const authorization = { token: 'secret', timeoutMs: 150 };
    beforeEach(() => start({ authorization }, { auth_token: 'secret' }));

    it('waits no longer than auth_timeout for a CONNECT that trickles in', async () => {
      const client = await RawClient.connect(server.port);
      const trickle = setInterval(() => client.send(' '), 10);
      client.send('CONNECT');
      await client.closed;
      clearInterval(trickle);
      assert.equal(client.unread, TOO_LATE);
      await isUnharmed();
    });

    it('is reached beside 500 that say nothing, and is rid of them in time', async () => {
      for (let wave = 0; wave < 5; wave++) {
        await Promise.all(Array.from({ length: 100 }, () => open(server.port)));
      }
      const good = await RawClient.connect(server.port);
      good.send('CONNECT {"verbose":false,"auth_token":"secret"}\r\n');
      assert.equal(await good.settle(), '');
      await untilConnections(2);
      await good.close();
      await isUnharmed();
    });
  });

  describe('with nkeys,', () => {
    const [key, stranger] = [createUser(), createUser()];
    const connect = (nkey: string, sig: string) =>
      `CONNECT ${JSON.stringify({ verbose: false, nkey, sig })}\r\n`;
    const signed = (nonce: unknown, by = key) =>
      Buffer.from(by.sign(Buffer.from(String(nonce)))).toString('base64url');

    beforeEach(() =>
      start(
        { authorization: { users: [{ nkey: key.publicKey }, { user: 'u', password: 'p' }] } },
        { user: 'u', pass: 'p' },
      ),
    );

    it('takes no signature a second time, nor one for another connection', async () => {
      const client = await RawClient.connect(server.port);
      const line = connect(key.publicKey, signed(client.info['nonce']));
      client.send(line);
      assert.equal(await client.settle(), '');
      const replay = await RawClient.connect(server.port);
      assert.notEqual(replay.info['nonce'], client.info['nonce']);
      replay.send(line);
      await replay.expectClosed(REFUSED);
      assert.equal(await client.settle(), '');
      await client.close();
      await isUnharmed();
    });

    it('takes no signature of another, of nothing, or of what the client chose', async () => {
      for (const sig of [
        (nonce: unknown) => signed(nonce, stranger),
        () => signed(''),
        () => signed('AAAAAAAAAAAAAAA'),
        () => '',
        () => 'A'.repeat(3_000),
        () => '\0',
      ]) {
        const client = await RawClient.connect(server.port);
        client.send(connect(key.publicKey, sig(client.info['nonce'])));
        await client.expectClosed(REFUSED);
      }
      assert.doesNotMatch(log.text, new RegExp(`${key.seed()}|AAAAAAAAAAAAAAA`));
      await isUnharmed();
    });
  });

  describe('with TLS,', () => {
    const tls = { ...pairOptions('server'), timeoutMs: 300 };
    beforeEach(() => start({ tls }, {}, clientTls()));

    for (const [name, bytes] of [
      ['noise', Buffer.alloc(100_000, 0xa5)],
      ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
      ['a CONNECT', Buffer.from(CONNECT)],
      [
        'a record of an impossible length',
        Buffer.from([0x16, 3, 1, 0xff, 0xff, ...new Uint8Array(500)]),
      ],
      ['a hello that is none', Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0xff])],
      ['an alert', Buffer.from([0x15, 3, 1, 0, 2, 2, 80])],
    ] as const) {
      it(`ends who sends ${name} for a handshake`, async () => {
        const client = await RawClient.connect(server.port);
        client.send(bytes);
        await client.closed;
        assert.match(log.text, /TLS handshake error: /);
        await isUnharmed();
      });
    }

    it('is reached beside 300 handshakes that are never finished, and is rid of them in time', async () => {
      const hello = Buffer.from([0x16, 3, 1, 2, 0, 1]);
      for (let wave = 0; wave < 3; wave++) {
        const all = await Promise.all(Array.from({ length: 100 }, () => open(server.port)));
        for (const socket of all) socket.write(hello);
      }
      const good = await RawClient.connect(server.port);
      await good.startTls(clientTls());
      good.send(CONNECT);
      assert.equal(await good.settle(), '');
      await untilConnections(2);
      await good.close();
      await isUnharmed();
    });
  });

  describe('with websockets,', () => {
    it('waits no longer than handshake_timeout for a request that trickles in', async () => {
      await start({ websocket: { port: -1, noTls: true, handshakeTimeoutMs: 150 } });
      const socket = await open(server.websocketPort!);
      socket.write('GET / HTTP/1.1\r\n');
      const trickle = setInterval(() => socket.write('a'), 10);
      await closed(socket);
      clearInterval(trickle);
      await isUnharmed();
    });

    it('takes no request of 10 MB', async () => {
      await start({ websocket: { port: -1, noTls: true } });
      const socket = await open(server.websocketPort!);
      socket.resume();
      socket.write(`GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'x'.repeat(10 * MIB)}`);
      await closed(socket);
      await isUnharmed();
    });
  });
});

/** The end of a connection, be it a reset. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
