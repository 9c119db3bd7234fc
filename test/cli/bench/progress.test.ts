import assert from 'node:assert/strict';
import { progressText } from '../../../src/cli/bench/progress.ts';

describe('progressText', () => {
  const cases = [
    [{ done: 0, total: 100 }, 1000, '[                    ]   0%  0 msgs  0 msgs/sec'],
    [
      { done: 500_000, total: 1_000_000 },
      2000,
      '[==========          ]  50%  500,000 msgs  250,000 msgs/sec  0:02 left',
    ],
    [
      { done: 1000, total: 100_000 },
      1000,
      '[                    ]   1%  1,000 msgs  1,000 msgs/sec  1:39 left',
    ],
    [
      { done: 120, total: 100 },
      1000,
      '[====================] 100%  120 msgs  120 msgs/sec  0:00 left',
    ],
    [{ done: 120, total: Infinity }, 1000, '120 msgs  120 msgs/sec'],
  ] as const;
  for (const [meter, elapsedMs, text] of cases) {
    it(`shows ${meter.done} of ${meter.total}`, () => {
      assert.equal(progressText(meter, elapsedMs, true), text);
    });
  }

  it('fits into 80 columns with large numbers', () => {
    const text = progressText({ done: 2e9, total: 4e9 }, 1e6, false);
    assert.ok(text.length < 80, text);
    assert.ok(text.startsWith('[██████████░░░░░░░░░░]'), text);
  });
});
