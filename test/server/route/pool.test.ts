import assert from 'node:assert/strict';
import { poolIndex } from '../../../src/server/route/pool.ts';

describe('poolIndex', () => {
  it('is FNV-1a', () => {
    // Published values of FNV-1a, 32 bits.
    for (const [name, hash] of [
      ['a', 0xe40c292c],
      ['foobar', 0xbf9cf968],
    ] as const) {
      for (const size of [2, 3, 7]) assert.equal(poolIndex(name, size), hash % size);
    }
  });

  it('has one place where there is one connection', () => {
    for (const size of [-1, 0, 1]) assert.equal(poolIndex('foobar', size), 0);
  });
});
