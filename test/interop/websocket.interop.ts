// What nats-server answers to upgrade requests and to hostile frames, we answer, too.
import assert from 'node:assert/strict';
import { Server } from '../../src/server/server.ts';
import { isAtLeast, requirePeer, startPeer, type RunningPeer } from '../support/peers.ts';
import { WebSocketClient, type WebSocketClientOptions } from '../support/websocket-client.ts';
import type { ClientFrame } from '../support/websocket-frames.ts';

const OFFER = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' };

describe('WebSocket, beside nats-server', () => {
  let theirs: RunningPeer | undefined;
  let ours: Server | undefined;
  let ports: [theirs: number, ours: number];

  before(async function () {
    theirs = await startPeer(
      requirePeer(this, 'nats-server'),
      `websocket {
        listen: "127.0.0.1:-1", no_tls: true, compression: true
        allowed_origins: ["https://good.example"]
      }`,
    );
    ours = await Server.start({
      port: -1,
      websocket: {
        port: -1,
        noTls: true,
        compression: true,
        allowedOrigins: ['https://good.example'],
      },
    });
    const [, port] = /websocket clients on ws:\/\/127\.0\.0\.1:(\d+)/.exec(theirs.log()) ?? [];
    ports = [Number(port), ours.websocketPort!];
  });
  after(async () => {
    await ours?.stop();
    await theirs?.stop();
  });

  const requests: [name: string, options: WebSocketClientOptions, since?: string][] = [
    ['a plain one', {}],
    ['a path', { path: '/some/where?x=1' }],
    ['compression', { headers: OFFER }],
    ['another compression', { headers: { 'Sec-WebSocket-Extensions': 'x-webkit-deflate-frame' } }],
    ['a good origin', { headers: { Origin: 'https://good.example' } }],
    ['a bad origin', { headers: { Origin: 'https://bad.example' } }],
    ['an odd origin', { headers: { Origin: 'null' } }],
    ['upper case', { headers: { Upgrade: 'WEBSOCKET', Connection: 'x, UPGRADE' } }],
    ['POST', { method: 'POST' }],
    ['no Upgrade', { headers: { Upgrade: undefined } }],
    ['no Connection', { headers: { Connection: undefined } }],
    ['no key', { headers: { 'Sec-WebSocket-Key': undefined } }],
    ['a short key', { headers: { 'Sec-WebSocket-Key': 'c2hvcnQ=' } }, '2.12.0'],
    ['no version', { headers: { 'Sec-WebSocket-Version': undefined } }],
    ['another version', { headers: { 'Sec-WebSocket-Version': '12' } }],
  ];
  for (const [name, options, since = '0.0.0'] of requests) {
    it(`answers alike: ${name}`, async function () {
      if (!isAtLeast(theirs!.peer.version, since)) this.skip();
      const [expected, actual] = await Promise.all(ports.map((port) => answerOf(port, options)));
      assert.deepEqual(actual, expected);
    });
  }

  const closes: [name: string, frame: ClientFrame, since?: string][] = [
    ['a status', { opcode: 8, payload: '\x03\xe8bye' }],
    ['a status of its own', { opcode: 8, payload: '\x0f\xa0' }],
    ['no status', { opcode: 8 }, '2.12.0'],
  ];
  for (const [name, frame, since = '0.0.0'] of closes) {
    it(`takes leave alike: ${name}`, async function () {
      if (!isAtLeast(theirs!.peer.version, since)) this.skip();
      const [expected, actual] = await Promise.all(ports.map((port) => farewellTo(port, frame)));
      assert.notEqual(expected, undefined);
      assert.deepEqual(actual, expected);
    });
  }

  // nats-server queues a close frame that says why, and then mostly closes without sending it; we send it, in our words.
  const violations: [name: string, frame: ClientFrame, since?: string, status?: number][] = [
    ['no mask', { opcode: 2, payload: 'PING\r\n', mask: undefined }],
    ['RSV3', { opcode: 2, reserved: 0x10 }, '2.12.0'],
    ['an unknown opcode', { opcode: 7 }],
    ['a continuation of nothing', { opcode: 0 }],
    ['a ping in parts', { opcode: 9, isFinal: false }],
    ['a long ping', { opcode: 9, payload: 'x'.repeat(126) }],
    ['a close of one byte', { opcode: 8, payload: 'x' }, '2.12.0'],
    ['a forbidden status', { opcode: 8, payload: '\x03\xee' }, '2.12.0'],
    ['a reason that is no UTF-8', { opcode: 8, payload: '\x03\xe8\xff' }, '0.0.0', 1007],
  ];
  for (const [name, frame, since = '0.0.0', status = 1002] of violations) {
    it(`ends as nats-server does, but says why: ${name}`, async function () {
      if (!isAtLeast(theirs!.peer.version, since)) this.skip();
      const [expected, actual] = await Promise.all(ports.map((port) => farewellTo(port, frame)));
      assert.equal(actual!.status, status);
      if (expected !== undefined) assert.equal(expected.status, status);
    });
  }
});

/** The answer, as far as it is not the time. */
async function answerOf(port: number, options: WebSocketClientOptions): Promise<unknown> {
  const client = await WebSocketClient.connect(port, options);
  if (client.status === 101) await client.until(/^INFO /);
  else await client.untilBody();
  client.destroy();
  const [first, ...headers] = client.answer;
  return {
    first,
    headers: headers.filter((line) => !/^(Date|Connection: close)/.test(line)).sort(),
    body: client.status === 101 ? '' : client.body,
  };
}

/** The close frame that a frame of ours brings about, if there is one. */
async function farewellTo(
  port: number,
  frame: ClientFrame,
): Promise<WebSocketClient['closeFrame']> {
  const client = await WebSocketClient.connect(port);
  await client.until(/^INFO .*\r\n/);
  client.sendFrame(frame);
  await client.untilLeft();
  const { closeFrame } = client;
  client.destroy();
  return closeFrame;
}
