import assert from 'node:assert/strict';
import { CpuMeter } from '../../../src/server/monitor/cpu-meter.ts';

describe('CpuMeter', () => {
  it('tells the share since it was last asked, at most once a second', () => {
    let now = 0;
    let used = 100;
    const meter = new CpuMeter(
      () => now,
      () => used,
    );
    assert.equal(meter.percent(), 0);
    [now, used] = [2000, 600];
    assert.equal(meter.percent(), 25);
    [now, used] = [2999, 1599];
    assert.equal(meter.percent(), 25);
    [now, used] = [3000, 1600];
    assert.equal(meter.percent(), 100);
  });
});
