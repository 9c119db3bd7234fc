import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TransportEvents } from '../../../src/server/connection/transport.ts';
import { websocketServers } from '../../../src/server/websocket/websocket-servers.ts';
import { WebSocketTransport } from '../../../src/server/websocket/websocket-transport.ts';
import { newSeed, randomFrom } from '../../support/random.ts';
import { WebSocketClient } from '../../support/websocket-client.ts';
import { clientFrame } from '../../support/websocket-frames.ts';

const TERMS = {
  clientIp: undefined,
  credentials: { jwt: '', user: '', pass: '', token: '' },
  takesSmallMessages: false,
};
/** More than what the system keeps for a peer that does not read. */
const PLENTY = Buffer.alloc(16_000_000, 'x');

describe('WebSocketTransport', () => {
  let http: Server;
  let client: WebSocketClient;
  let transport: WebSocketTransport;
  /** What the transport told, in order. */
  let heard: string[];
  let wantsMore: boolean;
  let check: () => void = () => undefined;

  afterEach(() => {
    client.destroy();
    transport.destroy();
    http.close();
  });

  async function open(terms: Partial<typeof TERMS> = {}, isCompressed = false): Promise<void> {
    heard = [];
    wantsMore = true;
    const refuse = (): never => assert.fail('ws refused the request');
    const servers = websocketServers({ maxPayload: 1_000, headers: {} }, refuse);
    http = createServer();
    const accepted = new Promise<WebSocketTransport>((resolve) => {
      http.on('upgrade', (request, _, head) => {
        const server = isCompressed ? servers.compressing : servers.plain;
        server.handleUpgrade(request, request.socket, head, (webSocket) =>
          resolve(new WebSocketTransport(webSocket, request.socket, { ...TERMS, ...terms })),
        );
      });
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const headers = { 'Sec-WebSocket-Extensions': 'permessage-deflate' };
    client = await WebSocketClient.connect(port, isCompressed ? { headers } : {});
    transport = await accepted;
    transport.open(events);
  }

  const hear = (text: string): void => {
    heard.push(text);
    check();
  };
  const events: TransportEvents = {
    received: (chunk) => {
      hear(chunk.toString('latin1'));
      return wantsMore;
    },
    written: () => hear('(written)'),
    ended: () => hear('(ended)'),
    broke: () => hear('(broke)'),
    closed: () => hear('(closed)'),
    refused: (text, reason) => hear(`(refused: ${text}, ${reason})`),
    handshake: ({ type }) => hear(`(${type})`),
  };

  /** Waits until all that was heard, one after the other, ends with `end`. */
  async function until(end: string): Promise<void> {
    await new Promise<void>((resolve) => {
      check = () => {
        if (heard.join('').endsWith(end)) resolve();
      };
      check();
    });
  }

  function write(text: string): boolean {
    return transport.write(Buffer.from(text));
  }

  it('knows its peer', async () => {
    await open();
    assert.equal(transport.remoteHost, '127.0.0.1');
    assert.ok(transport.remotePort > 0);
    assert.equal(transport.tls, undefined);
  });

  it('writes each piece as a message, which is mostly taken at once', async () => {
    await open();
    assert.equal(write('PING\r\n'), true);
    assert.equal(write('PONG\r\n'), true);
    await client.until(/PING\r\nPONG\r\n/);
    assert.deepEqual(
      client.frames.map(({ payload }) => payload.toString()),
      ['PING\r\n', 'PONG\r\n'],
    );
    assert.deepEqual(heard, []);
  });

  it('cuts what it writes for a browser into small messages', async () => {
    await open({ takesSmallMessages: true });
    write('x'.repeat(10_000));
    await client.until(/x{10000}/);
    const sizes = client.frames.map(({ payload, isFinal, opcode }) => {
      assert.deepEqual([isFinal, opcode], [true, 2]);
      return payload.length;
    });
    assert.deepEqual(sizes, [4096, 4096, 1808]);
  });

  it('compresses what is worth it, in order with what is not', async () => {
    await open({}, true);
    write('a'.repeat(64));
    write('b'.repeat(65));
    write('c');
    await client.until(/^a{64}b{65}c$/);
    assert.deepEqual(
      client.frames.map(({ isCompressed }) => isCompressed),
      [false, true, false],
    );
  });

  it('hands on what a read brought in one piece', async () => {
    await open();
    const frames = ['PUB a', ' 0\r\n', '\r\n'].map((payload) =>
      clientFrame({ opcode: 2, payload }),
    );
    client.write(Buffer.concat(frames));
    await until('\r\n\r\n');
    assert.deepEqual(heard, ['PUB a 0\r\n\r\n']);
  });

  it('takes frames whatever the pieces that bytes come in', async () => {
    await open();
    const seed = newSeed();
    const random = randomFrom(seed);
    const sizes = [0, 1, 2, 3, 4, 5, 125, 126, 127, 300, 65_535, 65_536, 70_001];
    let expected = '';
    let isBetween = true;
    for (let i = 0; i < 30; i++) {
      const payload = Buffer.alloc(sizes[random(sizes.length)]!, 'abcdefg').toString();
      expected += payload;
      const isFinal = random(3) > 0 || i === 29;
      const mask = random(8) * 0x1020304;
      const frame = clientFrame({ opcode: isBetween ? 2 : 0, payload, isFinal, mask });
      isBetween = isFinal;
      for (let at = 0; at < frame.length;) {
        const end = at + 1 + random(random(2) === 0 ? 5 : frame.length);
        client.write(frame.subarray(at, end));
        at = end;
      }
      client.sendFrame({ opcode: 10, payload: 'unasked' });
    }
    client.send('END');
    await until('END');
    assert.ok(heard.join('') === `${expected}END`, `seed ${seed}`);
  });

  it('reads no more when it is told so, and says nothing of an end before', async () => {
    await open();
    wantsMore = false;
    client.send('one');
    await until('one');
    client.send('two');
    client.sendFrame({ opcode: 8, payload: '\x03\xe9bye' });
    // The socket is not read: nothing of it can come, however long one waits.
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heard, ['one']);
    transport.resume();
    await until('two');
    assert.deepEqual(heard, ['one', 'two']);
    wantsMore = true;
    transport.resume();
    await until('(ended)');
    assert.deepEqual(heard, ['one', 'two', '(ended)']);
  });

  it('hands on a large message in pieces, and stops between them', async () => {
    await open();
    wantsMore = false;
    client.send('x'.repeat(150_000));
    await until('x');
    assert.equal(heard.length, 1);
    assert.ok(heard[0]!.length < 70_000);
    wantsMore = true;
    client.send('END');
    transport.resume();
    await until('END');
    assert.equal(heard.join(''), `${'x'.repeat(150_000)}END`);
  });

  it('hands on what a peer sent that is gone, however little was wanted', async () => {
    await open();
    wantsMore = false;
    client.write(
      Buffer.concat([
        clientFrame({ opcode: 2, payload: 'x'.repeat(140_000) }),
        clientFrame({ opcode: 8 }),
      ]),
    );
    await until('x');
    transport.resume();
    client.destroy();
    await until('(closed)');
    assert.equal(heard.filter((text) => text.startsWith('x')).join('').length, 140_000);
  });

  it('says when bytes are taken that could not be at once', async () => {
    await open();
    client.pause();
    assert.equal(transport.write(PLENTY), false);
    assert.deepEqual(heard, []);
    client.resume();
    await until('(written)');
    assert.equal(write('more'), true);
  });

  it('answers a close with the same status, after all that was written', async () => {
    await open();
    client.sendFrame({ opcode: 8, payload: '\x03\xe9bye' });
    await until('(ended)');
    write('last');
    transport.end('Client Closed');
    await client.closed;
    assert.equal(client.text, 'last');
    assert.deepEqual(client.closeFrame, { status: 1001, reason: 'bye' });
    await until('(closed)');
  });

  it('sends what waits before it ends, and then why', async () => {
    await open();
    client.pause();
    transport.write(PLENTY);
    write('last');
    transport.end('Server Shutdown');
    client.resume();
    await client.untilLeft();
    assert.ok(client.text.endsWith('xlast'));
    assert.deepEqual(client.closeFrame, { status: 1001, reason: 'Server Shutdown' });
  });

  it('hears nothing after its end, and waits for no answer for ever', async () => {
    await open();
    transport.end();
    client.send('late');
    await transport.whenClosed;
    assert.deepEqual(heard, ['(closed)']);
  });

  it('tells of a violation after what was right, and once', async () => {
    await open();
    client.write(
      Buffer.concat([
        clientFrame({ opcode: 2, payload: 'PING\r\n' }),
        clientFrame({ opcode: 2, payload: 'x', mask: undefined }),
        clientFrame({ opcode: 2, payload: 'PUB evil 0\r\n\r\n' }),
      ]),
    );
    await until('Protocol Violation)');
    transport.resume();
    transport.end('Protocol Violation');
    await until('(closed)');
    const text = 'Invalid WebSocket frame: MASK must be set';
    assert.deepEqual(heard, ['PING\r\n', `(refused: ${text}, Protocol Violation)`, '(closed)']);
  });

  it('ends with a peer that closes without a word', async () => {
    await open();
    client.send('PING\r\n');
    client.endInput();
    await until('(ended)');
    assert.deepEqual(heard, ['PING\r\n', '(ended)']);
  });

  it('drops everything at once', async () => {
    await open();
    client.pause();
    transport.write(PLENTY);
    transport.destroy();
    await transport.whenClosed;
    assert.equal(heard.at(-1), '(closed)');
  });
});
