import assert from 'node:assert/strict';
import type { ClosedState } from '../../../src/protocol/closed-state.ts';
import type { TransportEvents } from '../../../src/server/connection/transport.ts';
import {
  FrameSpace,
  WebSocketTransport,
  type WebSocketTerms,
} from '../../../src/server/connection/websocket-transport.ts';
import { MemoryTransport } from '../../support/memory-transport.ts';
import { clientFrame } from '../../support/websocket-frames.ts';

const TERMS: WebSocketTerms = {
  clientIp: undefined,
  credentials: { jwt: '', user: '', pass: '', token: '' },
  isCompressed: false,
  requiresMask: true,
  framing: 'any',
  maxPayload: 1000,
};

describe('WebSocketTransport', () => {
  let way: MemoryTransport;
  let transport: WebSocketTransport;
  let heard: string[];
  let wantsMore: boolean;

  beforeEach(() => open());

  function open(terms: Partial<WebSocketTerms> = {}): void {
    way = new MemoryTransport();
    transport = new WebSocketTransport(way, { ...TERMS, ...terms }, new FrameSpace());
    heard = [];
    wantsMore = true;
    const events: TransportEvents = {
      received: (chunk) => {
        heard.push(chunk.toString('latin1'));
        return wantsMore;
      },
      written: () => heard.push('(written)'),
      ended: () => heard.push('(ended)'),
      broke: () => heard.push('(broke)'),
      closed: () => heard.push('(closed)'),
      refused: (text, reason) => heard.push(`(refused: ${text}, ${reason})`),
      handshake: ({ type }) => heard.push(`(${type})`),
    };
    transport.open(events);
  }

  function write(text: string): boolean {
    return transport.write(Buffer.from(text));
  }

  it('writes each piece as a frame, at once', () => {
    assert.equal(write('PING\r\n'), true);
    assert.equal(way.take(), '\x82\x06PING\r\n');
    assert.equal(way.writes, 1);
  });

  it('hands on what a read brought, in one piece', () => {
    const frames = ['PUB a', ' 0\r\n', '\r\n'].map((payload) =>
      clientFrame({ opcode: 2, payload }),
    );
    way.receive(Buffer.concat(frames));
    assert.deepEqual(heard, ['PUB a 0\r\n\r\n']);
  });

  it('reads no more when it is told so', () => {
    wantsMore = false;
    way.receive(clientFrame({ opcode: 2, payload: 'one' }));
    assert.equal(way.isPaused, true);
    way.receive(clientFrame({ opcode: 2, payload: 'two' }));
    assert.deepEqual(heard, ['one']);
    wantsMore = true;
    transport.resume();
    assert.deepEqual(heard, ['one', 'two']);
  });

  it('keeps bytes until they are taken, and what follows behind them', () => {
    way.hold();
    assert.equal(write('one'), false);
    assert.equal(write('two'), false);
    way.drain();
    assert.equal(way.take(), '\x82\x03one\x82\x03two');
    assert.deepEqual(heard, ['(written)']);
    assert.equal(write('three'), true);
  });

  it('shares its memory only as long as bytes are taken at once', () => {
    way.hold();
    write('one');
    const other = new MemoryTransport();
    const space = new FrameSpace();
    const first = new WebSocketTransport(other, TERMS, space);
    const second = new WebSocketTransport(new MemoryTransport(), TERMS, space);
    other.hold();
    first.write(Buffer.from('mine'));
    second.write(Buffer.from('yours'));
    other.drain();
    assert.equal(other.take(), '\x82\x04mine');
  });

  it('answers a ping, after what is under way, and only the last of many', () => {
    way.receive(clientFrame({ opcode: 9, payload: 'a' }));
    assert.equal(way.take(), '\x8a\x01a');
    way.hold();
    write('one');
    for (const payload of ['b', 'c', 'd']) way.receive(clientFrame({ opcode: 9, payload }));
    way.drain();
    assert.equal(way.take(), '\x82\x03one\x8a\x01d');
    assert.deepEqual(heard, ['(written)']);
  });

  it('waits with its writer for a pong that is under way', () => {
    way.hold();
    way.receive(clientFrame({ opcode: 9, payload: 'a' }));
    assert.equal(write('one'), false);
    assert.deepEqual(heard, []);
    way.drain();
    assert.equal(way.take(), '\x8a\x01a\x82\x03one');
    assert.deepEqual(heard, ['(written)']);
  });

  it('answers a close with the same status after all that was written', () => {
    way.receive(clientFrame({ opcode: 8, payload: '\x03\xe9bye' }));
    assert.deepEqual(heard, ['(ended)']);
    write('last');
    transport.end('Client Closed');
    assert.equal(way.take(), '\x82\x04last\x88\x05\x03\xe9bye');
    assert.equal(way.state, 'ended');
  });

  const reasons: [reason: ClosedState, status: number][] = [
    ['Client Closed', 1000],
    ['Server Shutdown', 1001],
    ['Stale Connection', 1001],
    ['Protocol Violation', 1002],
    ['Authentication Failure', 1008],
    ['Maximum Connections Exceeded', 1008],
    ['Maximum Message Payload Exceeded', 1009],
    ['No Responders Requires Headers', 1011],
  ];
  for (const [reason, status] of reasons) {
    it(`says ${status} for ${reason}`, () => {
      transport.end(reason);
      const frame = Buffer.from(way.take(), 'latin1');
      assert.equal(frame.readUInt16BE(2), status);
      assert.equal(frame.toString('latin1', 4), reason);
    });
  }

  it('sends what waits before it ends', () => {
    way.hold();
    write('one');
    write('two');
    way.receive(clientFrame({ opcode: 9, payload: 'a' }));
    transport.end('Server Shutdown');
    way.drain();
    assert.match(way.take(), /^\x82\x03one\x82\x03two\x8a\x01a\x88\x11\x03\xe9Server Shutdown$/);
  });

  it('tells of a violation after what was right', () => {
    way.receive(
      Buffer.concat([
        clientFrame({ opcode: 2, payload: 'PING\r\n' }),
        clientFrame({ opcode: 2, payload: 'x', mask: undefined }),
      ]),
    );
    assert.deepEqual(heard, ['PING\r\n', '(refused: mask bit missing, Protocol Violation)']);
  });

  it('leaves small writes uncompressed', () => {
    open({ isCompressed: true });
    write('x'.repeat(64));
    assert.equal(way.take().charCodeAt(0), 0x82);
    write('x'.repeat(65));
    const frame = way.take();
    assert.equal(frame.charCodeAt(0), 0xc2);
    assert.ok(frame.length < 20);
  });

  it('passes on what becomes of the way', () => {
    way.endInput();
    way.break('ECONNRESET', 'read');
    way.close();
    assert.deepEqual(heard, ['(ended)', '(broke)', '(closed)']);
  });
});
