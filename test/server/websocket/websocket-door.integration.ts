import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { constants, deflateRawSync } from 'node:zlib';
import type { GivenServerOptions } from '../../../src/server/options/options.ts';
import { Server } from '../../../src/server/server.ts';
import { clientTls, pairOptions } from '../../support/certificates.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { newSeed, randomFrom } from '../../support/random.ts';
import { RawClient } from '../../support/raw-client.ts';
import {
  requestOf,
  WebSocketClient,
  type WebSocketClientOptions,
} from '../../support/websocket-client.ts';

const CONNECT = 'CONNECT {"verbose":false}\r\n';
const OFFER = { 'Sec-WebSocket-Extensions': 'permessage-deflate' };

describe('WebSocket', () => {
  let log: LogRecorder;
  let server: Server | undefined;

  beforeEach(() => (log = new LogRecorder()));
  afterEach(() => server?.stop());

  async function start(
    websocket: GivenServerOptions['websocket'] = {},
    options: GivenServerOptions = {},
  ): Promise<number> {
    server = await Server.start({
      port: -1,
      logger: log,
      ...options,
      websocket: { port: -1, noTls: true, ...websocket },
    });
    return server.websocketPort!;
  }

  async function open(
    port: number,
    options: WebSocketClientOptions = {},
  ): Promise<WebSocketClient> {
    const client = await WebSocketClient.connect(port, options);
    assert.equal(client.status, 101);
    await client.until(/^INFO .*\r\n/);
    return client;
  }

  it('answers, greets and serves', async () => {
    const port = await start({ headers: { 'X-Served-By': 'natsx' } });
    const client = await open(port);
    assert.deepEqual(client.answer, [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
      'X-Served-By: natsx',
    ]);
    const info = JSON.parse(client.text.slice(5)) as Record<string, unknown>;
    assert.deepEqual(
      [info['host'], info['port'], info['tls_required']],
      ['127.0.0.1', port, undefined],
    );
    client.send(`${CONNECT}SUB foo 1\r\nPUB foo 2\r\nhi\r\n`);
    await client.until(/MSG foo 1 2\r\nhi\r\n$/);
    assert.match(log.text, /debug 127\.0\.0\.1:\d+ - wid:\d+ - Client connection created/);
    assert.match(log.text, /notice Listening for websocket clients on ws:\/\/127\.0\.0\.1:\d+/);
    assert.match(log.text, /warn Websocket not configured with TLS/);
    client.destroy();
  });

  it('encrypts', async () => {
    const port = await start({ noTls: false, tls: pairOptions('server') });
    const client = await open(port, { tls: clientTls() });
    const info = JSON.parse(client.text.slice(5)) as Record<string, unknown>;
    assert.deepEqual([info['tls_required'], info['tls_available']], [true, true]);
    client.send(`${CONNECT}SUB foo 1\r\nPUB foo 100000\r\n${'x'.repeat(100_000)}\r\n`);
    await client.until(/MSG foo 1 100000\r\nx{100000}\r\n$/);
    const [connection] = [...server!.connections.values()];
    assert.equal(connection?.transport.tls?.version, '1.3');
    client.destroy();
    const plain = await WebSocketClient.connect(port);
    await plain.closed;
    assert.match(
      log.text,
      /error websocket: http: TLS handshake error from 127\.0\.0\.1:\d+: tls: first/,
    );
  });

  for (const [name, options] of [
    ['plainly', {}],
    ['compressed', { headers: OFFER }],
    ['to a browser', { headers: { 'User-Agent': 'Mozilla/5.0' } }],
    ['compressed to a browser', { headers: { ...OFFER, 'User-Agent': 'Mozilla/5.0' } }],
    [
      'compressed to Safari',
      { headers: { ...OFFER, 'User-Agent': 'Mozilla/5.0 Version/17 Safari/6' } },
    ],
  ] as [string, WebSocketClientOptions][]) {
    it(`carries messages whole and in order, ${name}`, async () => {
      const port = await start({ compression: true });
      const random = randomFrom(newSeed());
      const client = await open(port, options);
      client.send(`${CONNECT}SUB foo 1\r\nPING\r\n`);
      await client.until(/PONG\r\n$/);
      const before = client.text.length;
      let expected = '';
      for (let i = 0; i < 60; i++) {
        const size = [0, 10, 125, 126, 4096, 5000, 65_400, 70_000, 200_000][random(9)]!;
        const body = Buffer.from(Array.from({ length: size }, () => 97 + random(20))).toString();
        client.send(`PUB foo ${size}\r\n${body}\r\n`);
        expected += `MSG foo 1 ${size}\r\n${body}\r\n`;
      }
      client.send('PUB foo 3\r\nEND\r\n');
      await client.untilEnd('END\r\n');
      assert.ok(client.text.slice(before) === `${expected}MSG foo 1 3\r\nEND\r\n`);
      const data = client.frames.filter(({ opcode }) => opcode < 8);
      const largest = Math.max(...data.map(({ payload }) => payload.length));
      const isSmall = name.includes('browser');
      assert.equal(largest <= 4096, isSmall, `${largest}`);
      assert.equal(
        data.some(({ isCompressed }) => isCompressed),
        name.includes('compressed'),
      );
      client.destroy();
    });
  }

  it('inflates', async () => {
    const port = await start({ compression: true });
    const client = await open(port, { headers: OFFER });
    assert.ok(
      client.answer.includes(
        'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover',
      ),
    );
    const body = 'y'.repeat(50_000);
    const message = deflated(`${CONNECT}SUB foo 1\r\nPUB foo ${body.length}\r\n${body}\r\n`);
    client.sendFrame({
      opcode: 1,
      payload: message.subarray(0, 10),
      isCompressed: true,
      isFinal: false,
    });
    client.sendFrame({ opcode: 9, payload: 'between' });
    client.sendFrame({ opcode: 0, payload: message.subarray(10) });
    client.send('PING\r\n');
    await client.until(/MSG foo 1 50000\r\ny{50000}\r\nPONG\r\n$/);
    assert.equal((await client.untilFrame(10)).payload.toString(), 'between');
    client.destroy();
  });

  const offences: [
    name: string,
    send: (client: WebSocketClient) => void,
    status: number,
    reason: RegExp,
  ][] = [
    [
      'a frame without a mask',
      (client) => client.sendFrame({ opcode: 2, payload: 'PING\r\n', mask: undefined }),
      1002,
      /^mask bit missing$/,
    ],
    ['an unknown opcode', (client) => client.sendFrame({ opcode: 5 }), 1002, /^unknown opcode 5$/],
    [
      'a bomb',
      (client) => {
        const bomb = deflateRawSync(Buffer.alloc(50_000_000, 'x'), {
          finishFlush: constants.Z_SYNC_FLUSH,
        });
        client.sendFrame({ opcode: 2, payload: bomb, isCompressed: true });
      },
      1009,
      /^maximum payload exceeded$/,
    ],
    [
      'a compressed message without end',
      (client) => {
        const part = Buffer.alloc(60_000);
        client.sendFrame({ opcode: 2, payload: part, isCompressed: true, isFinal: false });
        for (let i = 0; i < 9; i++) client.sendFrame({ opcode: 0, payload: part, isFinal: false });
      },
      1009,
      /^maximum payload exceeded$/,
    ],
    [
      'what can not be inflated',
      (client) => client.sendFrame({ opcode: 2, payload: '\xff\xff\xff', isCompressed: true }),
      1002,
      /^invalid compressed message: /,
    ],
    [
      'what is no NATS',
      (client) => client.send('GET / HTTP/1.1\r\n'),
      1002,
      /^Protocol Violation$/,
    ],
    [
      'too large a payload',
      (client) => client.send(`${CONNECT}PUB foo 65537\r\n`),
      1009,
      /^Maximum Message Payload Exceeded$/,
    ],
    ['a close', (client) => client.sendFrame({ opcode: 8, payload: '\x0f\xa0own' }), 4000, /^own$/],
    [
      'a close with half a character',
      (client) => client.sendFrame({ opcode: 8, payload: '\x03\xe8\xc3' }),
      1007,
      /^invalid utf8 body in close frame$/,
    ],
  ];
  for (const [name, send, status, reason] of offences) {
    it(`answers ${name} with ${status}`, async () => {
      const port = await start({ compression: true }, { maxPayload: 65_536 });
      const client = await open(port, { headers: OFFER });
      send(client);
      const frame = await client.untilFrame(8);
      assert.equal(frame.payload.readUInt16BE(0), status);
      assert.match(client.closeFrame!.reason, reason);
      client.destroy();
      await log.until(/Client connection closed/);
    });
  }

  it('says goodbye when the server stops', async () => {
    const port = await start();
    const client = await open(port);
    await server!.stop();
    assert.deepEqual(client.closeFrame, { status: 1001, reason: 'Server Shutdown' });
    client.destroy();
  });

  it('answers pings while others flood, once for as many as come', async () => {
    const port = await start();
    const client = await open(port);
    client.pause();
    for (let i = 0; i < 5_000; i++) client.sendFrame({ opcode: 9, payload: 'x'.repeat(125) });
    client.send(`${CONNECT}SUB done 1\r\nPUB done 0\r\n\r\n`);
    const watcher = await RawClient.connect(server!.port);
    await watcher.settle();
    await watcher.close();
    client.destroy();
    await log.until(/wid:\d+ .*Client connection closed/);
  });

  const refused: [options: WebSocketClientOptions, status: number, reason: string][] = [
    [{ method: 'POST' }, 405, 'request method must be GET'],
    [{ headers: { Upgrade: undefined } }, 400, "invalid value for header 'Upgrade'"],
    [{ headers: { Connection: 'keep-alive' } }, 400, "invalid value for header 'Connection'"],
    [{ headers: { 'Sec-WebSocket-Version': '12' } }, 400, 'invalid version'],
    [{ headers: { Host: undefined } }, 400, "'Host' missing in request"],
    [{ headers: { Origin: 'http://evil' } }, 403, 'origin not allowed: not in the allowed list'],
    [{ path: '/mqtt' }, 404, 'mqtt websocket endpoint not enabled'],
  ];
  for (const [options, status, reason] of refused) {
    it(`refuses with ${status}: ${reason}`, async () => {
      const port = await start({ allowedOrigins: ['https://good'] });
      const client = await WebSocketClient.connect(port, options);
      await client.closed;
      assert.equal(client.status, status);
      assert.ok(client.answer.includes('Sec-Websocket-Version: 13'));
      assert.match(
        log.text,
        new RegExp(`error 127\\.0\\.0\\.1:\\d+ - websocket handshake error: ${reason}`),
      );
    });
  }

  it('takes no frames before its answer', async () => {
    const port = await start();
    const socket = connect(port, '127.0.0.1');
    socket.write(`${requestOf(port)}early`);
    await new Promise((resolve) => socket.once('close', resolve).resume());
    assert.match(log.text, /client sent data before handshake is complete/);
    assert.equal(server!.connections.size, 0);
  });

  it('waits no longer than it was told for a request', async () => {
    const port = await start({ handshakeTimeoutMs: 50 });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: ');
    await new Promise((resolve) => socket.once('close', resolve).resume());
  });

  it('closes what is no websocket yet when the server stops', async () => {
    const port = await start({ handshakeTimeoutMs: 60_000 });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET / HTTP/1.1\r\n');
    const closed = new Promise((resolve) => socket.once('close', resolve).resume());
    const watcher = await open(port);
    watcher.destroy();
    await server!.stop();
    await closed;
  });

  it('names the client behind a proxy', async () => {
    const port = await start();
    const client = await open(port, { headers: { 'X-Forwarded-For': '2001:db8::7' } });
    assert.match(
      log.text,
      /debug \[2001:db8::7\]\/127\.0\.0\.1:\d+ - wid:\d+ - Client connection created/,
    );
    client.destroy();
  });

  it('accepts no leafnodes', async () => {
    const port = await start();
    const client = await WebSocketClient.connect(port, { path: '/leafnode' });
    await client.closed;
    assert.match(log.text, /error Not configured to accept leaf node connections/);
  });
});

function deflated(text: string): Buffer {
  const bytes = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH });
  return bytes.subarray(0, bytes.length - 4);
}
