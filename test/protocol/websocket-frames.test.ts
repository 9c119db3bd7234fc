import assert from 'node:assert/strict';
import {
  encodeCloseFrame,
  encodeControlFrame,
  encodeFrameHeader,
  OPCODE,
} from '../../src/protocol/websocket-frames.ts';
import { newSeed, randomFrom } from '../support/random.ts';
import { clientFrame, decode, type ClientFrame } from '../support/websocket-frames.ts';

const { binary, text, continuation, ping, pong, close } = OPCODE;

describe('FrameDecoder', () => {
  it('unmasks the example of RFC 6455, 5.7', () => {
    const frame = Buffer.from('818537fa213d7f9f4d5158', 'hex');
    assert.deepEqual(decode([frame]), { data: 'Hello', events: [] });
  });

  it('hands on one piece a chunk, whatever the frames', () => {
    const session = Buffer.concat([
      clientFrame({ opcode: binary, payload: 'PUB a 1' }),
      clientFrame({ opcode: text, payload: '\r\n', isFinal: false }),
      clientFrame({ opcode: ping, payload: 'hey' }),
      clientFrame({ opcode: continuation, payload: 'x', isFinal: false, mask: 0 }),
      clientFrame({ opcode: continuation }),
      clientFrame({ opcode: pong, payload: 'unasked' }),
      clientFrame({ opcode: binary, payload: '\r\n', mask: undefined }),
    ]);
    const rules = { requiresMask: false, allowsCompression: false };
    assert.deepEqual(decode([session], rules), {
      data: 'PUB a 1\r\nx\r\n',
      // The ping is answered before the bytes around it are handed on: their order means nothing.
      events: ['0: ping hey'],
    });
  });

  it('decodes the same whatever the pieces that bytes come in', () => {
    const seed = newSeed();
    const random = randomFrom(seed);
    const sizes = [0, 1, 2, 3, 4, 5, 125, 126, 127, 300, 65_535, 65_536, 70_001];
    let expected = '';
    const frames = Array.from({ length: 20 }, () => {
      const payload = Buffer.alloc(sizes[random(sizes.length)]!, 'abcdefg').toString();
      expected += payload;
      const mask = random(8) === 0 ? 0 : (random(2 ** 31) << 1) | 1;
      return clientFrame({ opcode: binary, payload, mask });
    });
    const session = Buffer.concat(frames);
    for (const most of [3, 20, 300, 5_000, 100_000]) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < session.length;) {
        const end = at + 1 + random(most);
        chunks.push(session.subarray(at, end));
        at = end;
      }
      assert.ok(decode(chunks).data === expected, `seed ${seed}`);
    }
  });

  const endings: [name: string, frames: ClientFrame[], data: string, event: string][] = [
    ['a close', [{ opcode: close }], '', '0: close undefined '],
    [
      'a close with a reason, after data',
      [
        { opcode: binary, payload: 'PING\r\n' },
        { opcode: close, payload: '\x03\xe8bye' },
      ],
      'PING\r\n',
      '6: close 1000 bye',
    ],
    [
      'a close whose reason is no UTF-8',
      [{ opcode: close, payload: '\x03\xe8\xff\xfe' }],
      '',
      '0: close 1007 invalid utf8 body in close frame',
    ],
    [
      'a close of one byte',
      [{ opcode: close, payload: 'x' }],
      '',
      '0: violation: close frame payload cannot be 1 byte',
    ],
    ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535].map(
      (status): [string, ClientFrame[], string, string] => [
        `the status ${status}`,
        [{ opcode: close, payload: Buffer.from([status >> 8, status & 255]) }],
        '',
        `0: violation: invalid close status code ${status}`,
      ],
    ),
    [
      'a frame without a mask, after data',
      [
        { opcode: binary, payload: 'PING\r\n' },
        { opcode: binary, payload: 'x', mask: undefined },
      ],
      'PING\r\n',
      '6: violation: mask bit missing',
    ],
    ['RSV2', [{ opcode: binary, reserved: 0x20 }], '', '0: violation: RSV2 and RSV3 must be clear'],
    [
      'compression that was not agreed on',
      [{ opcode: binary, isCompressed: true }],
      '',
      '0: violation: compressed frame received without negotiated permessage-deflate',
    ],
    [
      'a long ping',
      [{ opcode: ping, payload: 'x'.repeat(126) }],
      '',
      '0: violation: control frame length bigger than maximum allowed of 125 bytes',
    ],
    [
      'a ping in parts',
      [{ opcode: ping, isFinal: false }],
      '',
      '0: violation: control frame does not have final bit set',
    ],
    [
      'a message in a message',
      [
        { opcode: binary, payload: 'a', isFinal: false },
        { opcode: text, payload: 'b' },
      ],
      'a',
      '1: violation: new message started before final frame for previous message was received',
    ],
    [
      'a continuation of nothing',
      [{ opcode: continuation }],
      '',
      '0: violation: invalid continuation frame',
    ],
    ['an opcode that there is not', [{ opcode: 3 }], '', '0: violation: unknown opcode 3'],
  ];
  for (const [name, frames, data, event] of endings) {
    it(`ends at ${name}, and hears nothing after it`, () => {
      const session = Buffer.concat([
        ...frames.map(clientFrame),
        clientFrame({ opcode: binary, payload: 'PUB evil 0\r\n\r\n' }),
      ]);
      assert.deepEqual(decode([session]), { data, events: [event] });
      const bytes = [...session].map((byte) => Buffer.from([byte]));
      assert.deepEqual(decode(bytes), { data, events: [event] }, 'byte by byte');
    });
  }

  it('refuses lengths with the highest bit, and keeps no memory for long ones', () => {
    const header = Buffer.from('82ff8000000000000001', 'hex');
    assert.deepEqual(decode([header, Buffer.alloc(4)]).events, [
      '0: violation: invalid 64-bit payload length',
    ]);
    const huge = Buffer.from('82ff7fffffffffffffff00000000', 'hex');
    assert.equal(decode([huge, Buffer.from('PING\r\n')]).data, 'PING\r\n');
  });

  it('tells when a compressed message is complete', () => {
    const rules = { requiresMask: true, allowsCompression: true };
    const session = Buffer.concat([
      clientFrame({ opcode: binary, payload: 'plain' }),
      clientFrame({ opcode: binary, payload: 'ab', isCompressed: true, isFinal: false }),
      clientFrame({ opcode: ping }),
      clientFrame({ opcode: continuation, payload: 'c' }),
      clientFrame({ opcode: binary, payload: 'd', isCompressed: true, isFinal: false }),
      clientFrame({ opcode: continuation }),
    ]);
    const found = {
      data: 'plainabcd',
      events: ['7: ping ', '8: compressed message', '9: compressed message'],
    };
    assert.deepEqual(decode([session], rules), found);
    assert.deepEqual(
      decode(
        [...session].map((byte) => Buffer.from([byte])),
        rules,
      ),
      found,
    );
  });

  it('refuses compression in a continuation and in a control frame', () => {
    const rules = { requiresMask: true, allowsCompression: true };
    const first = clientFrame({ opcode: binary, isFinal: false });
    const wrong = clientFrame({ opcode: continuation, isCompressed: true });
    assert.deepEqual(decode([first, wrong], rules).events, [
      '0: violation: invalid continuation frame',
    ]);
    assert.deepEqual(decode([clientFrame({ opcode: ping, isCompressed: true })], rules).events, [
      '0: violation: control frame must not be compressed',
    ]);
  });
});

describe('encodeFrameHeader', () => {
  const headers: [size: number, bytes: string][] = [
    [0, '8200'],
    [125, '827d'],
    [126, '827e007e'],
    [65_535, '827effff'],
    [65_536, '827f0000000000010000'],
    [2 ** 32 + 5, '827f0000000100000005'],
  ];
  for (const [size, bytes] of headers) {
    it(`writes ${size} bytes as ${bytes}`, () => {
      const target = Buffer.alloc(12);
      const end = encodeFrameHeader(target, 1, binary, size);
      assert.equal(target.subarray(1, end).toString('hex'), bytes);
    });
  }

  it('marks the parts of a compressed message', () => {
    const bytes = [
      { isFirst: true, isFinal: false, isCompressed: true },
      { isFirst: false, isFinal: false, isCompressed: true },
      { isFirst: false, isFinal: true, isCompressed: true },
    ].map((part) => {
      const target = Buffer.alloc(2);
      encodeFrameHeader(target, 0, binary, 0, part);
      return target[0]!.toString(16);
    });
    assert.deepEqual(bytes, ['42', '0', '80']);
  });
});

describe('encodeCloseFrame', () => {
  it('says why', () => {
    assert.equal(encodeCloseFrame(1000, 'Bye').toString('hex'), '880503e8427965');
  });

  it('has nothing to say to a close without status', () => {
    assert.equal(encodeCloseFrame(undefined, '').toString('hex'), '8800');
  });

  it('cuts what is too long between characters', () => {
    const frame = encodeCloseFrame(1002, 'é'.repeat(100));
    assert.ok(frame.length <= 127);
    assert.match(frame.subarray(4).toString(), /^é+\.\.\.$/);
  });
});

describe('encodeControlFrame', () => {
  it('carries its payload', () => {
    assert.equal(encodeControlFrame(pong, Buffer.from('hi')).toString('hex'), '8a026869');
  });
});
