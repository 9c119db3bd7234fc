import assert from 'node:assert/strict';
import { RateCounter } from '../../../src/server/tls/rate-counter.ts';

describe('RateCounter', () => {
  it('admits so many a second, and counts the others', () => {
    let now = 5_000;
    const counter = new RateCounter(2, () => now);
    const three = () => [counter.admit(), counter.admit(), counter.admit()];
    assert.deepEqual(three(), [true, true, false]);
    now += 1_000;
    assert.equal(counter.admit(), false, 'the second is not over');
    now += 1;
    assert.deepEqual(three(), [true, true, false]);
    assert.equal(counter.takeRejected(), 3);
    assert.equal(counter.takeRejected(), 0);
  });
});
