import assert from 'node:assert/strict';
import { ProcessGauge } from '../../../src/server/monitor/process-gauge.ts';

describe('ProcessGauge', () => {
  it('reads what the process uses', () => {
    const { memoryBytes, cores, cpuPercent, cpuSeconds } = new ProcessGauge().read();
    assert.ok(memoryBytes > 1_000_000);
    assert.ok(cores >= 1);
    assert.ok(cpuPercent >= 0);
    assert.ok(cpuSeconds > 0);
  });
});
