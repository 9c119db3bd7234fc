import assert from 'node:assert/strict';
import {
  ALL_KEYS,
  clearRevocation,
  compactRevocations,
  isClaimRevoked,
  isRevoked,
  revoke,
  type Revocations,
} from '../../src/jwt/index.ts';

const none: Revocations = new Map();

describe('Revocations', () => {
  it('hold for what was issued up to their second', () => {
    const revocations = revoke(none, 'U', 100.9);
    assert.deepEqual(revocations, new Map([['U', 100]]));
    assert.equal(isRevoked(revocations, 'U', 99), true);
    assert.equal(isRevoked(revocations, 'U', 100), true);
    assert.equal(isRevoked(revocations, 'U', 101), false);
    assert.equal(isRevoked(revocations, 'V', 99), false);
  });

  it('never move back', () => {
    const revocations = revoke(revoke(none, 'U', 100), 'U', 50);
    assert.equal(revocations.get('U'), 100);
    assert.equal(revoke(revocations, 'U', 150).get('U'), 150);
  });

  it('leave the ones they were made of alone', () => {
    revoke(none, 'U', 1);
    assert.equal(none.size, 0);
  });

  it('of all keys hold for each', () => {
    const revocations = revoke(revoke(none, ALL_KEYS, 100), 'U', 200);
    assert.equal(isRevoked(revocations, 'V', 100), true);
    assert.equal(isRevoked(revocations, 'V', 101), false);
    assert.equal(isRevoked(revocations, 'U', 150), true);
  });

  it('can be taken back', () => {
    assert.deepEqual(clearRevocation(revoke(none, 'U', 1), 'U'), none);
    assert.deepEqual(clearRevocation(none, 'U'), none);
  });

  it('are dropped where those of all keys do', () => {
    const entries = [
      ['*', 100],
      ['old', 99],
      ['same', 100],
      ['new', 101],
    ] as const;
    const { kept, removed } = compactRevocations(new Map(entries));
    assert.deepEqual(
      kept,
      new Map([
        ['*', 100],
        ['new', 101],
      ]),
    );
    assert.deepEqual(
      removed,
      new Map([
        ['old', 99],
        ['same', 100],
      ]),
    );
    assert.equal(compactRevocations(new Map([['U', 1]])).removed.size, 0);
  });

  it('take claims for void that do not say for whom and when', () => {
    assert.equal(isClaimRevoked(none, { sub: 'U', iat: 5 }), false);
    assert.equal(isClaimRevoked(none, { sub: '', iat: 5 }), true);
    assert.equal(isClaimRevoked(none, { sub: 'U', iat: 0 }), true);
    assert.equal(isClaimRevoked(revoke(none, 'U', 5), { sub: 'U', iat: 5 }), true);
  });
});
