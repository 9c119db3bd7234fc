import assert from 'node:assert/strict';
import { progressLine } from '../../../src/cli/nk/vanity.ts';
import { nkeys } from '../../../src/index.ts';

const wish = (letters: string) => new nkeys.VanityPrefix('user', letters);

describe('progressLine', () => {
  for (const [attempts, seconds, letters, line] of [
    [0, 0.1, 'A', '0 attempts, 0/s; expected 4, at most 10,000,000'],
    [
      1_000_000,
      10,
      'DEREK',
      '1,000,000 attempts, 100,000/s; expected 4,194,304 (about 42 s a key), at most 10,000,000',
    ],
    [
      1_000_000,
      10,
      'DEREKA',
      '1,000,000 attempts, 100,000/s; expected 134,217,728 (about 22 min a key), at most 10,000,000',
    ],
    [
      1_000_000,
      10,
      'DEREKAA',
      '1,000,000 attempts, 100,000/s; expected 4,294,967,296 (about 12 h a key), at most 10,000,000',
    ],
    [
      1_000_000,
      10,
      'DEREKAAA',
      '1,000,000 attempts, 100,000/s; expected 137,438,953,472 (about 16 days a key), at most 10,000,000',
    ],
  ] as const) {
    it(`estimates ${letters}`, () => {
      assert.equal(progressLine(attempts, seconds, wish(letters), 1e7), line);
    });
  }
});
