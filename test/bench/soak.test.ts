import assert from 'node:assert/strict';
import { judge } from './soak.ts';

describe('bench soak', () => {
  it('compares minutes 6 to 10 with 2 to 5 and lets the first minute go', () => {
    const samples = [900, 50, 60, 40, 55, 66, 30, 30, 30, 30].map((rssMb, minute) => ({
      minute,
      rssMb,
    }));
    assert.deepEqual(judge(samples, 10), { earlyMb: 60, lateMb: 66, ratio: 66 / 60 });
  });
});
