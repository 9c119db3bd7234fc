import assert from 'node:assert/strict';
import { formatDuration, parseDuration } from '../../src/base/duration.ts';

describe('parseDuration', () => {
  const accepted: readonly [string, number][] = [
    ['0', 0],
    ['5s', 5000],
    ['250ms', 250],
    ['1.5s', 1500],
    ['.5s', 500],
    ['5.s', 5000],
    ['1h30m', 5_400_000],
    ['-1m', -60_000],
    ['+2s', 2000],
    ['100us', 0.1],
    ['100\u00b5s', 0.1],
    ['100\u03bcs', 0.1],
    ['1ns', 1e-6],
    ['2m30s1ms', 150_001],
  ];
  for (const [text, ms] of accepted) {
    it(`reads ${text}`, () => assert.equal(parseDuration(text), ms));
  }

  const refused: readonly [string, string][] = [
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['s', 'time: invalid duration "s"'],
    ['.s', 'time: invalid duration ".s"'],
    ['1..5s', 'time: invalid duration "1..5s"'],
    ['5', 'time: missing unit in duration "5"'],
    ['2s5', 'time: missing unit in duration "2s5"'],
    ['5x', 'time: unknown unit "x" in duration "5x"'],
    ['5toString', 'time: unknown unit "toString" in duration "5toString"'],
    ['1 s', 'time: unknown unit " s" in duration "1 s"'],
    ['3000000h', 'time: invalid duration "3000000h"'],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseDuration(text), { code: 'ERR_DURATION', message });
    });
  }
});

describe('formatDuration', () => {
  const spelled: readonly [number, string][] = [
    [0, '0s'],
    [1e-6, '1ns'],
    [0.0011, '1.1\u00b5s'],
    [0.689, '689\u00b5s'],
    [1.23, '1.23ms'],
    [250, '250ms'],
    [1000, '1s'],
    [1500, '1.5s'],
    [60_000, '1m0s'],
    [3_723_000, '1h2m3s'],
    [-2000, '-2s'],
    [90_061_001, '25h1m1.001s'],
  ];
  for (const [ms, text] of spelled) {
    it(`spells ${ms} ms ${text}`, () => assert.equal(formatDuration(ms), text));
  }

  it('gives back what parseDuration reads', () => {
    for (const [ms, text] of spelled)
      assert.equal(formatDuration(parseDuration(text)), text, String(ms));
  });
});
