import assert from 'node:assert/strict';
import {
  finishHash,
  HASH_PRIME,
  HASH_START,
  hashSubject,
} from '../../../src/server/fastpath/hash.ts';

describe('hashSubject', () => {
  it('is FNV-1a before the class is mixed in', () => {
    // The published test vectors of FNV-1a, 32 bits.
    for (const [text, hash] of [
      ['', 0x811c9dc5],
      ['a', 0xe40c292c],
      ['foobar', 0xbf9cf968],
    ] as const) {
      let own = HASH_START;
      for (const byte of Buffer.from(text)) own = Math.imul(own ^ byte, HASH_PRIME);
      assert.equal(own >>> 0, hash, text);
      assert.equal(hashSubject(text, 7), finishHash(own, 7), text);
    }
  });

  it('tells sender classes apart', () => {
    assert.notEqual(hashSubject('a', 1), hashSubject('a', 2));
  });

  it('spreads subjects that differ in a number over the low bits', () => {
    const entries = new Set<number>();
    for (let i = 0; i < 1_000; i++) entries.add(hashSubject(`orders.${i}.new`, 1) & 0x3fff);
    assert.ok(entries.size > 900, `${entries.size} entries for 1000 subjects`);
  });
});
