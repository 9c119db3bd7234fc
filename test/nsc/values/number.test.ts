import assert from 'node:assert/strict';
import { formatBytes, parseNumber } from '../../../src/nsc/values/number.ts';

describe('parseNumber', () => {
  it('reads units of thousands and of 1024', () => {
    const read = ['10', '-1', '5k', '5K', '2m', '1g', '1t', '1kib', '1MiB', '1GIB', '1tib'].map(
      parseNumber,
    );
    const numbers = [10, -1, 5e3, 5e3, 2e6, 1e9, 1e12, 1024, 2 ** 20, 2 ** 30, 2 ** 40];
    assert.deepEqual(read, numbers);
  });

  it('refuses all else', () => {
    const read = ['', 'x', '1.5k', '1kb', '1 000', '99999999999999999'].map(parseNumber);
    assert.ok(read.every((number) => number === undefined));
  });
});

describe('formatBytes', () => {
  it('rounds as Go does', () => {
    const shown = [0, 9, 10, 999, 1000, 1500, 9999, 10_000, 1_073_741_824].map(formatBytes);
    assert.deepEqual(shown, [
      '0 B',
      '9 B',
      '10 B',
      '999 B',
      '1.0 kB',
      '1.5 kB',
      '10 kB',
      '10 kB',
      '1.1 GB',
    ]);
  });
});
