import assert from 'node:assert/strict';
import { SequenceTracker } from '../../../src/nats-client/bench/sequence-tracker.ts';

interface Case {
  readonly what: string;
  readonly heard: readonly number[];
  readonly sent: number;
  readonly is: readonly [received: number, lost: number, duplicates: number, reordered: number];
}

const cases: readonly Case[] = [
  { what: 'nothing', heard: [], sent: 0, is: [0, 0, 0, 0] },
  { what: 'all in order', heard: [0, 1, 2, 3], sent: 4, is: [4, 0, 0, 0] },
  { what: 'a gap', heard: [0, 1, 4], sent: 5, is: [3, 2, 0, 0] },
  { what: 'the first missing', heard: [1, 2], sent: 3, is: [2, 1, 0, 0] },
  { what: 'the last missing', heard: [0, 1], sent: 4, is: [2, 2, 0, 0] },
  { what: 'all missing', heard: [], sent: 7, is: [0, 7, 0, 0] },
  { what: 'one twice', heard: [0, 1, 1, 2], sent: 3, is: [3, 0, 1, 0] },
  { what: 'one late', heard: [0, 2, 1, 3], sent: 4, is: [4, 0, 0, 1] },
  { what: 'one late and twice', heard: [0, 2, 1, 1], sent: 3, is: [3, 0, 1, 1] },
  { what: 'more than is known to be sent', heard: [0, 5], sent: 2, is: [2, 4, 0, 0] },
  { what: 'far apart', heard: [0, 1_000_000], sent: 1_000_001, is: [2, 999_999, 0, 0] },
];

describe('SequenceTracker', () => {
  for (const { what, heard, sent, is } of cases) {
    it(`counts ${what}`, () => {
      const tracker = new SequenceTracker();
      for (const sequence of heard) tracker.note(sequence);
      const { received, duplicates, reordered } = tracker;
      assert.deepEqual([received, tracker.lost(sent), duplicates, reordered], is);
    });
  }
});
