import assert from 'node:assert/strict';
import {
  decodeBytes,
  encodeBytes,
  goTime,
  roundTrip,
  uptime,
} from '../../../src/server/monitor/go-text.ts';

describe('goTime', () => {
  for (const [ms, text] of [
    [Date.UTC(2026, 10, 22, 11, 6, 38, 480), '2026-11-22T11:06:38.48Z'],
    [Date.UTC(2026, 10, 22, 11, 6, 30, 0), '2026-11-22T11:06:30Z'],
    [Date.UTC(2026, 10, 22, 11, 6, 38, 5), '2026-11-22T11:06:38.005Z'],
  ] as const) {
    it(`writes ${text}`, () => assert.equal(goTime(ms), text));
  }
});

describe('uptime', () => {
  const [minute, hour, day] = [60, 3600, 86400];
  for (const [seconds, text] of [
    [0, '0s'],
    [23.9, '23s'],
    [-1, '0s'],
    [minute + 2, '1m2s'],
    [hour, '1h0m0s'],
    [4 * day + 5, '4d0h0m5s'],
    [365 * day, '1y0d0h0m0s'],
  ] as const) {
    it(`writes ${text}`, () => assert.equal(uptime(seconds * 1000), text));
  }
});

describe('roundTrip', () => {
  for (const [ms, text] of [
    [undefined, '0s'],
    [0.0005, '500ns'],
    [0.6899, '689\u00b5s'],
    [2.737508, '2.737508ms'],
    [1000, '1s'],
  ] as const) {
    it(`writes ${text}`, () => assert.equal(roundTrip(ms), text));
  }
});

describe('decodeBytes', () => {
  it('reads bytes as UTF-8, and replaces what is none', () => {
    assert.equal(decodeBytes('a\u00c3\u00a9'), 'aé');
    assert.equal(decodeBytes('a\u00ff'), 'a\ufffd');
    assert.equal(decodeBytes('orders.new'), 'orders.new');
  });

  it('is undone by encodeBytes', () => {
    for (const text of ['orders.new', 'é.\u{1f600}'])
      assert.equal(decodeBytes(encodeBytes(text)), text);
  });
});
