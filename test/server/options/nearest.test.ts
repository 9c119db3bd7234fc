import assert from 'node:assert/strict';
import { nearest } from '../../../src/server/options/nearest.ts';

describe('nearest', () => {
  const names = ['port', 'max_payload', 'max_pending', 'tls', 'trace'];
  for (const [word, expected] of [
    ['prot', 'port'],
    ['pot', 'port'],
    ['ports', 'port'],
    ['max_payloads', 'max_payload'],
    ['maxpayload', 'max_payload'],
    ['mx_pendng', 'max_pending'],
    ['tsl', 'tls'],
    ['foo', undefined],
    ['', undefined],
    ['max', undefined],
  ] as const) {
    it(`takes "${word}" for ${expected ?? 'nothing'}`, () => {
      assert.equal(nearest(word, names), expected);
    });
  }

  it('prefers the first of two that are as near', () => {
    assert.equal(nearest('ab', ['ac', 'ad']), 'ac');
  });
});
