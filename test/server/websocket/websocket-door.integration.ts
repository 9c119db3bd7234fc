import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { constants, deflateRawSync } from 'node:zlib';
import type { GivenServerOptions } from '../../../src/server/options/options.ts';
import { Server } from '../../../src/server/server.ts';
import { clientTls, pairOptions } from '../../support/certificates.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { newSeed, randomFrom } from '../../support/random.ts';
import {
  requestOf,
  WebSocketClient,
  type WebSocketClientOptions,
} from '../../support/websocket-client.ts';
import { clientFrame, type ClientFrame } from '../../support/websocket-frames.ts';

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
      // The server pings in between if it takes long.
      const actual = client.text.slice(before).replaceAll('PING\r\n', '');
      assert.ok(actual === `${expected}MSG foo 1 3\r\nEND\r\n`);
      const data = client.frames.filter(({ opcode }) => opcode < 8);
      const largest = Math.max(...data.map(({ payload }) => payload.length));
      const most = name.includes('compressed') ? 16_384 : 4_096;
      assert.equal(largest <= most, name.includes('browser'), `${largest}`);
      assert.ok(data.every(({ isFinal }) => isFinal));
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
      'a bomb',
      (client) => {
        const bomb = deflated('x'.repeat(50_000_000));
        client.sendFrame({ opcode: 2, payload: bomb, isCompressed: true });
      },
      1009,
      /^Max payload size exceeded$/,
    ],
    [
      'a bomb in pieces, without end',
      (client) => {
        const bomb = deflated('x'.repeat(200_000));
        const half = bomb.length >> 1;
        client.sendFrame({
          opcode: 2,
          payload: bomb.subarray(0, half),
          isCompressed: true,
          isFinal: false,
        });
        client.sendFrame({ opcode: 0, payload: bomb.subarray(half), isFinal: false });
      },
      1009,
      /^Max payload size exceeded$/,
    ],
    [
      'what can not be inflated',
      (client) => client.sendFrame({ opcode: 2, payload: '\xff\xff\xff', isCompressed: true }),
      1007,
      /^invalid block type$/,
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
      /^Invalid WebSocket frame: invalid UTF-8 sequence$/,
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

  const violations: [
    name: string,
    frames: (ClientFrame | Buffer)[],
    status: number,
    reason: string,
  ][] = [
    ['a frame without a mask', [{ opcode: 2, payload: 'x', mask: undefined }], 1002, 'MASK must'],
    ['RSV1 where nothing is compressed', [{ opcode: 2, isCompressed: true }], 1002, 'RSV1 must'],
    ['RSV2', [{ opcode: 2, reserved: 0x20 }], 1002, 'RSV2 and RSV3 must be clear'],
    ['RSV3', [{ opcode: 2, reserved: 0x10 }], 1002, 'RSV2 and RSV3 must be clear'],
    ['an unknown opcode', [{ opcode: 5 }], 1002, 'invalid opcode 5'],
    ['a continuation of nothing', [{ opcode: 0 }], 1002, 'invalid opcode 0'],
    ['a message in a message', [{ opcode: 2, isFinal: false }, { opcode: 1 }], 1002, 'opcode 1'],
    ['a ping in parts', [{ opcode: 9, isFinal: false }], 1002, 'FIN must be set'],
    ['a long ping', [{ opcode: 9, payload: 'x'.repeat(126) }], 1002, 'invalid payload length'],
    ['a close of one byte', [{ opcode: 8, payload: 'x' }], 1002, 'invalid payload length 1'],
    ...[0, 999, 1004, 1005, 1006, 1016, 2999, 5000, 65_535].map(
      (status): (typeof violations)[number] => [
        `the status ${status}`,
        [{ opcode: 8, payload: Buffer.from([status >> 8, status & 255]) }],
        1002,
        `invalid status code ${status}`,
      ],
    ),
    ['text that is no UTF-8', [{ opcode: 1, payload: '\xff' }], 1007, 'invalid UTF-8 sequence'],
    ['more than 64 MiB', [hugeFrame('0000000004000001')], 1009, 'Max payload size exceeded'],
    ['a length beyond numbers', [hugeFrame('ffffffffffffffff')], 1009, 'payload length > 2^53'],
    [
      'a flood of fragments',
      [
        { opcode: 2, payload: 'x', isFinal: false },
        Buffer.concat(
          Array.from({ length: 20_000 }, () => clientFrame({ opcode: 0, isFinal: false })),
        ),
      ],
      1008,
      'Too many message fragments',
    ],
  ];
  for (const [name, frames, status, reason] of violations) {
    it(`answers ${name} with ${status}, and hears nothing after it`, async () => {
      const port = await start();
      const client = await open(port);
      const bytes = [
        { opcode: 2, payload: `${CONNECT}SUB > 1\r\n` },
        ...frames,
        { opcode: 2, payload: 'PUB evil 0\r\n\r\n' },
      ].map((frame) => (Buffer.isBuffer(frame) ? frame : clientFrame(frame)));
      client.write(Buffer.concat(bytes));
      await client.untilLeft();
      assert.equal(client.closeFrame?.status, status);
      assert.ok(client.closeFrame.reason.includes(reason), client.closeFrame.reason);
      assert.ok(!client.text.includes('evil'));
      client.destroy();
      await log.until(/Client connection closed: (Protocol Violation|Maximum Message Payload)/);
      assert.match(log.text, /error 127\.0\.0\.1:\d+ - wid:\d+ - read error: /);
    });
  }

  it('takes control frames between the parts of a message', async () => {
    const port = await start();
    const client = await open(port);
    client.write(
      Buffer.concat([
        clientFrame({ opcode: 2, payload: `${CONNECT}PI`, isFinal: false }),
        clientFrame({ opcode: 9, payload: 'between' }),
        clientFrame({ opcode: 0, payload: 'NG', isFinal: false }),
        clientFrame({ opcode: 10, payload: 'unasked' }),
        clientFrame({ opcode: 0, payload: '\r\n' }),
      ]),
    );
    await client.until(/PONG\r\n$/);
    assert.equal((await client.untilFrame(10)).payload.toString(), 'between');
    client.destroy();
  });

  it('takes in one message what a client gathered while it was disconnected', async () => {
    const port = await start({}, { maxPayload: 1_000 });
    const client = await open(port);
    const messages = `PUB foo 1000\r\n${'x'.repeat(1_000)}\r\n`.repeat(2_000);
    client.send(`${CONNECT}SUB done 1\r\n${messages}PUB done 0\r\n\r\n`);
    await client.until(/MSG done 1 0\r\n\r\n/);
    assert.equal([...server!.connections.values()][0]?.traffic.inMessages, 2_001);
    client.destroy();
  });

  it('takes a compressed message with the largest payload, and what stands around it', async () => {
    const port = await start({ compression: true }, { maxPayload: 1_000 });
    const client = await open(port, { headers: OFFER });
    const payload = deflated(`${CONNECT}SUB foo 1\r\nPUB foo 1000\r\n${'x'.repeat(1_000)}\r\n`);
    client.sendFrame({ opcode: 2, payload, isCompressed: true });
    await client.until(/MSG foo 1 1000\r\nx{1000}\r\n$/);
    client.destroy();
  });

  it('says goodbye when the server stops', async () => {
    const port = await start();
    const client = await open(port);
    await server!.stop();
    assert.deepEqual(client.closeFrame, { status: 1001, reason: 'Server Shutdown' });
    client.destroy();
  });

  it('lets go of who can not keep up, having kept no more for it than for others', async () => {
    const port = await start({}, { maxPayload: 50_000, maxPending: 100_000 });
    const slow = await open(port);
    slow.send(`${CONNECT}SUB foo 1\r\nPING\r\n`);
    await slow.until(/PONG\r\n$/);
    slow.pause();
    const publisher = await open(port);
    publisher.send(CONNECT);
    const message = `PUB foo 50000\r\n${'x'.repeat(50_000)}\r\n`;
    // More than the system keeps for who does not read.
    for (let i = 0; i < 400; i++) publisher.send(message);
    publisher.send('PING\r\n');
    await publisher.until(/PONG\r\n/);
    await log.until(/Slow Consumer Detected: MaxPending of 100000 Exceeded/);
    await log.until(/Client connection closed: Slow Consumer \(Pending Bytes\)/);
    slow.destroy();
    publisher.destroy();
  });

  it('lets go of who pings faster than it can be answered, without a close frame', async () => {
    const port = await start();
    const client = await open(port);
    const ping = clientFrame({ opcode: 9, payload: 'x'.repeat(125) });
    client.write(Buffer.concat(Array.from({ length: 5_000 }, () => ping)));
    await client.closed;
    await log.until(/wid:\d+ .*Client connection closed/);
  });

  const refused: [options: WebSocketClientOptions, status: number, reason: string][] = [
    [{ method: 'POST' }, 405, 'request method must be GET'],
    [{ headers: { Upgrade: undefined } }, 400, "invalid value for header 'Upgrade'"],
    [{ headers: { Connection: 'keep-alive' } }, 400, "invalid value for header 'Connection'"],
    [{ headers: { 'Sec-WebSocket-Version': '12' } }, 400, 'invalid version'],
    [{ headers: { Host: undefined } }, 400, "'Host' missing in request"],
    [{ headers: { Origin: 'http://evil' } }, 403, 'origin not allowed: not in the allowed list'],
    [
      { headers: { 'Sec-WebSocket-Protocol': 'a,,b' } },
      400,
      'Invalid Sec-WebSocket-Protocol header',
    ],
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

  it('chooses no subprotocol, and waives no masks', async () => {
    const port = await start();
    const headers = { 'Sec-WebSocket-Protocol': 'nats, mqtt', 'Nats-No-Masking': 'true' };
    const client = await open(port, { headers });
    assert.equal(client.answer.length, 4);
    client.destroy();
  });

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

  it('closes no websocket with its port, encrypted or not', async () => {
    const tls = { noTls: false, tls: pairOptions('server') };
    const port = await start(tls, { lameDuckGracePeriodMs: 60_000 });
    const client = await open(port, { tls: clientTls() });
    const stopped = server!.lameDuckShutdown();
    await log.until(/Entering lame duck mode/);
    client.send(`${CONNECT}PING\r\n`);
    await client.until(/PONG\r\n/);
    client.destroy();
    await server!.stop();
    await stopped;
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

/** The beginning of a frame with a length in 64 bits. */
function hugeFrame(length: string): Buffer {
  return Buffer.from(`82ff${length}00000000`, 'hex');
}
