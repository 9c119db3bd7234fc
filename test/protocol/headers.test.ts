import assert from 'node:assert/strict';
import { headersOf, withHeader } from '../../src/protocol/headers.ts';
import { emptyMessage, payloadMessage, type Message } from '../../src/protocol/message.ts';

function message(block: string, payload = 'hi'): Message {
  const frame = Buffer.from(`${block}${payload}\r\n`, 'latin1');
  const size = frame.length - 2;
  const sizes = block === '' ? String(size) : `${block.length} ${size}`;
  return {
    ...emptyMessage(),
    subject: 's',
    reply: 'r',
    headerSize: block.length,
    size,
    sizes,
    frame,
  };
}

describe('withHeader', () => {
  // nats-server client.go, setHeader: cases of TestSetHeader and of what it does to odd blocks.
  const cases: readonly [what: string, block: string, expected: string][] = [
    ['makes a block', '', 'NATS/1.0\r\nK: v\r\n\r\n'],
    ['adds a line', 'NATS/1.0\r\na: b\r\n\r\n', 'NATS/1.0\r\na: b\r\nK: v\r\n\r\n'],
    ['adds to an empty block', 'NATS/1.0\r\n\r\n', 'NATS/1.0\r\nK: v\r\n\r\n'],
    ['keeps a status', 'NATS/1.0 503 x\r\n\r\n', 'NATS/1.0 503 x\r\nK: v\r\n\r\n'],
    [
      'takes the place of one',
      'NATS/1.0\r\nK: w\r\na: b\r\n\r\n',
      'NATS/1.0\r\na: b\r\nK: v\r\n\r\n',
    ],
    [
      'of several',
      'NATS/1.0\r\nK: w\r\nK:x\r\na: b\r\nK: y\r\n\r\n',
      'NATS/1.0\r\na: b\r\nK: v\r\n\r\n',
    ],
    ['of all there are', 'NATS/1.0\r\nK: w\r\nK:x\r\n\r\n', 'NATS/1.0\r\nK: v\r\n\r\n'],
    [
      'but not of other names',
      'NATS/1.0\r\nXK: w\r\nk: w\r\nKK: w\r\n\r\n',
      'NATS/1.0\r\nXK: w\r\nk: w\r\nKK: w\r\nK: v\r\n\r\n',
    ],
    ['keeps bytes', 'NATS/1.0\r\na: \xff\xc3\r\n\r\n', 'NATS/1.0\r\na: \xff\xc3\r\nK: v\r\n\r\n'],
  ];
  for (const [what, block, expected] of cases) {
    it(what, () => {
      const before = message(block);
      const bytes = Buffer.from(before.frame);
      const after = withHeader(before, 'K', 'v');
      assert.equal(Buffer.from(after.frame).toString('latin1'), `${expected}hi\r\n`);
      assert.equal(after.headerSize, expected.length);
      assert.equal(after.size, expected.length + 2);
      assert.equal(after.sizes, `${expected.length} ${expected.length + 2}`);
      assert.deepEqual([after.subject, after.reply, after.ownsFrame], ['s', 'r', true]);
      assert.deepEqual(Buffer.from(before.frame), bytes, 'the message itself stays as it is');
    });
  }
});

describe('headersOf', () => {
  const read = (lines: string): Record<string, readonly string[]> =>
    Object.fromEntries(headersOf(message(`NATS/1.0\r\n${lines}\r\n`)));

  it('knows names in the form of Go', () => {
    assert.deepEqual(read('x-b3-TRACEID: 1\r\nuber-trace-id:2\r\nb3:\t3 \r\n'), {
      'X-B3-Traceid': ['1'],
      'Uber-Trace-Id': ['2'],
      B3: ['3'],
    });
  });
  it('gathers values, and lines that go on', () => {
    assert.deepEqual(read('A: 1\r\na: 2\r\n  3\r\n'), { A: ['1', '2 3'] });
  });
  it('leaves names alone that are none', () => {
    assert.deepEqual(read('a(b: 1\r\n'), { 'a(b': ['1'] });
  });
  for (const lines of ['no colon\r\n', ': no name\r\n', 'a b: blank\r\n']) {
    it(`takes nothing from a block with ${JSON.stringify(lines)}`, () => {
      assert.deepEqual(read(`A: 1\r\n${lines}`), {});
    });
  }
  it('finds nothing where there is no block, or no end of it', () => {
    assert.equal(headersOf(payloadMessage('s', 'A: 1')).size, 0);
    assert.equal(headersOf(message('NATS/1.0\r\nA: 1')).size, 0);
  });
});

describe('payloadMessage', () => {
  it('counts bytes, not characters', () => {
    const { size, sizes, frame, headerSize } = payloadMessage('s', 'é');
    assert.deepEqual([size, sizes, headerSize], [2, '2', 0]);
    assert.equal(Buffer.from(frame).toString(), 'é\r\n');
  });
});
