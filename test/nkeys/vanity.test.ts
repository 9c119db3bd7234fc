import assert from 'node:assert/strict';
import { nkeys } from '../../src/index.ts';

describe('VanitySearch', () => {
  for (const [kind, letters] of [
    ['user', 'DEV'],
    ['account', 'B2'],
    ['x25519', 'CAB'],
  ] as const) {
    it(`finds ${letters} for ${kind}`, async () => {
      const wish = new nkeys.VanityPrefix(kind, letters);
      const search = new nkeys.VanitySearch(wish, { maxAttempts: 1e9 });
      const pair = await search.result;
      assert.equal(pair?.kind, kind);
      assert.equal(pair.publicKey.slice(1, 1 + letters.length), letters);
      assert.equal(nkeys.fromSeed(pair.seed()).publicKey, pair.publicKey);
      assert.ok(search.attempts > 0);
    });
  }

  const hopeless = new nkeys.VanityPrefix('user', 'A'.repeat(12));

  for (const maxAttempts of [0, -1, 1, 700, 2000]) {
    it(`gives up after ${maxAttempts} attempts`, async () => {
      const search = new nkeys.VanitySearch(hopeless, { maxAttempts });
      assert.equal(await search.result, undefined);
      assert.equal(search.attempts, Math.max(maxAttempts, 0));
    });
  }

  it('ends without a key when stopped', async () => {
    const search = new nkeys.VanitySearch(hopeless, { maxAttempts: 1e12, threads: 2 });
    await search.stop();
    assert.equal(await search.result, undefined);
  });
});
