import assert from 'node:assert/strict';
import {
  between,
  shortBytes,
  shortCount,
  shortDuration,
  shortRtt,
} from '../../../src/cli/system/units.ts';

describe('numbers for people', () => {
  for (const [bytes, text] of [
    [0, '0B'],
    [1023, '1023B'],
    [1024, '1KB'],
    [1536, '1.5KB'],
    [14 * 2 ** 20, '14MB'],
    [2 ** 30, '1GB'],
  ] as const) {
    it(`${bytes} bytes are ${text}`, () => assert.equal(shortBytes(bytes), text));
  }

  for (const [count, text] of [
    [0, '0'],
    [999, '999'],
    [1000, '1K'],
    [1234, '1.2K'],
    [34_000_000, '34M'],
  ] as const) {
    it(`${count} is ${text}`, () => assert.equal(shortCount(count), text));
  }

  for (const [ms, text] of [
    [12, '12ms'],
    [7500, '7.5s'],
    [59_999, '59s'],
    [61_000, '1m1s'],
    [3_661_000, '1h1m1s'],
    [93_780_000, '1d2h3m'],
  ] as const) {
    it(`${ms} ms are ${text}`, () => assert.equal(shortDuration(ms), text));
  }

  it('round trips are in the unit that suits them', () => {
    assert.deepEqual([0.0854, 1.234, 2345].map(shortRtt), ['85µs', '1.23ms', '2.35s']);
  });

  it('no time lies before its beginning', () => {
    assert.equal(between('2026-01-01T00:00:00.5Z', '2026-01-01T00:00:02Z'), 1500);
    assert.equal(between('2026-01-01T00:00:02Z', '2026-01-01T00:00:00Z'), 0);
  });
});
