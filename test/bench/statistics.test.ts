import assert from 'node:assert/strict';
import { costPercent, median, summarize } from './statistics.ts';

describe('bench statistics', () => {
  const medians: readonly [readonly number[], number][] = [
    [[7], 7],
    [[3, 1, 2], 2],
    [[10, 9, 100, 1], 9.5],
    [[5, 5, 5], 5],
  ];
  for (const [values, expected] of medians) {
    it(`takes ${expected} as the median of ${values.join(', ')}`, () =>
      assert.equal(median(values), expected));
  }

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    median(values);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('has no median of nothing', () => assert.throws(() => median([]), /no values/));

  it('summarizes with the extremes', () =>
    assert.deepEqual(summarize([4, 2, 9]), { median: 4, min: 2, max: 9 }));

  it('counts a slower disturbed run as a cost and a faster one as a gain', () => {
    assert.equal(costPercent(200, 150), 25);
    assert.equal(costPercent(100, 150), -50);
  });
});
