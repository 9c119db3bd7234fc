import assert from 'node:assert/strict';
import {
  readStamp,
  STAMP_BYTES,
  stampedPayload,
  type Stamp,
} from '../../../src/nats-client/bench/stamp.ts';

const stamp: Stamp = {
  type: 'message',
  run: 0xfffffffe,
  publisher: 3,
  publishers: 999,
  sequence: 0xfffffffd,
  dueMs: 1_769_000_000_123.4567,
};

describe('a stamp', () => {
  it('comes back from a payload of the size asked for', () => {
    for (const type of ['message', 'end'] as const) {
      const payload = stampedPayload(128, { ...stamp, type });
      assert.equal(payload.length, 128);
      assert.deepEqual(readStamp(payload), { ...stamp, type });
    }
  });

  it('is read wherever the payload lies in its buffer', () => {
    const payload = stampedPayload(STAMP_BYTES, stamp);
    const shifted = Buffer.concat([Buffer.alloc(3), payload]).subarray(3);
    assert.deepEqual(readStamp(shifted), stamp);
  });

  it('is not found in other payloads', () => {
    const payload = stampedPayload(STAMP_BYTES, stamp);
    for (const other of [
      Buffer.alloc(0),
      Buffer.alloc(128),
      Buffer.from('NBx1 and some more text, long enough'),
      payload.subarray(0, STAMP_BYTES - 1),
    ]) {
      assert.equal(readStamp(other), undefined);
    }
  });
});
