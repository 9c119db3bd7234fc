import assert from 'node:assert/strict';
import { formatCount, formatMicroseconds } from '../../../src/nats-client/bench/format.ts';

describe('figures', () => {
  it('have commas between thousands', () => {
    assert.equal(formatCount(1_234_567.4), '1,234,567');
    assert.equal(formatCount(0), '0');
  });

  it('have two decimals for microseconds', () => {
    assert.equal(formatMicroseconds(1072.912), '1,072.91us');
    assert.equal(formatMicroseconds(0.07), '0.07us');
  });
});
