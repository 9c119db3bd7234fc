import assert from 'node:assert/strict';
import { headersOf } from '../../../src/protocol/headers.ts';
import type { Message } from '../../../src/protocol/message.ts';
import { withAccountOf } from '../../../src/server/leafnode/request-info.ts';

function request(lines: string, reply = 'r'): Message {
  const block = lines === '' ? '' : `NATS/1.0\r\n${lines}\r\n\r\n`;
  const frame = Buffer.from(`${block}hi\r\n`, 'latin1');
  const size = frame.length - 2;
  return {
    subject: 's',
    reply,
    headerSize: block.length,
    size,
    sizes: '',
    frame,
    ownsFrame: false,
  };
}

describe('withAccountOf()', () => {
  const info = 'Nats-Request-Info: {"acc":"B","rtt":5}';

  it('says the account as it is called on the other side', () => {
    const said = withAccountOf(request(`X: y\r\n${info}`), 'B', 'A');
    const headers = headersOf(said);
    assert.deepEqual(headers.get('Nats-Request-Info'), ['{"acc":"A","rtt":5}']);
    assert.deepEqual(headers.get('X'), ['y']);
    assert.equal(Buffer.from(said.frame).toString('latin1', said.headerSize), 'hi\r\n');
  });

  for (const [what, message, own, theirs] of [
    ['without headers', request(''), 'B', 'A'],
    ['that wants no answer', request(info, ''), 'B', 'A'],
    ['where both have one name', request(info), 'B', 'B'],
    ['where the other does not say its name', request(info), 'B', ''],
    ['of another account', request(info), 'C', 'A'],
    ['that says nothing of it', request('X: y'), 'B', 'A'],
    ['whose header is no JSON', request('Nats-Request-Info: {'), 'B', 'A'],
    ['whose header is no object', request('Nats-Request-Info: null'), 'B', 'A'],
  ] as const) {
    it(`leaves a message ${what} as it is`, () => {
      assert.equal(withAccountOf(message, own, theirs), message);
    });
  }
});
