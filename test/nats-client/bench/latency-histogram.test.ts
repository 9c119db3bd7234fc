import assert from 'node:assert/strict';
import { LatencyHistogram } from '../../../src/nats-client/bench/latency-histogram.ts';

function histogramOf(latenciesMs: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const latency of latenciesMs) histogram.record(latency);
  return histogram;
}

describe('LatencyHistogram', () => {
  it('has no summary before anything is recorded', () => {
    assert.equal(new LatencyHistogram().summary(), undefined);
  });

  it('knows minimum, average, maximum and deviation exactly', () => {
    const summary = histogramOf([
      0.002, 0.004, 0.004, 0.004, 0.005, 0.005, 0.007, 0.009,
    ]).summary()!;
    assert.equal(summary.minUs, 2);
    assert.equal(summary.avgUs, 5);
    assert.equal(summary.maxUs, 9);
    assert.ok(Math.abs(summary.stddevUs - 2) < 1e-9);
  });

  it('finds percentiles at most 1.6 % too high, from nanoseconds to hours', () => {
    for (const scaleMs of [1e-5, 1e-3, 1, 1000, 60_000]) {
      const histogram = new LatencyHistogram();
      for (let n = 1; n <= 1000; n++) histogram.record(n * scaleMs);
      for (const [percent, rank] of [
        [50, 500],
        [90, 900],
        [99, 990],
        [99.9, 999],
      ] as const) {
        const exactUs = rank * scaleMs * 1000;
        const us = histogram.percentileUs(percent);
        // One unit of 10 ns is the finest that is told apart.
        const isNear = us >= exactUs * (1 - 1e-9) && us <= exactUs * 1.016 + 0.011;
        assert.ok(isNear, `P${percent} of ${scaleMs}: ${us}, not ${exactUs}`);
      }
    }
  });

  it('puts each value into a bucket that holds it, at every power of two', () => {
    for (let power = 0; power < 40; power++) {
      for (const units of [2 ** power - 1, 2 ** power, 2 ** power + 1]) {
        const us = units / 100;
        const [bucket] = histogramOf([us / 1000]).buckets();
        const slack = us * 1e-9;
        const holds = bucket!.fromUs <= us + slack && us <= bucket!.toUs + slack;
        assert.ok(holds, `${us} in ${bucket!.fromUs}..${bucket!.toUs}`);
      }
    }
  });

  it('adds what another has counted', () => {
    const one = histogramOf([0.001, 0.002]);
    one.merge(histogramOf([0.5]));
    assert.equal(one.count, 3);
    assert.equal(one.summary()!.maxUs, 500);
    assert.deepEqual(one.summary(), histogramOf([0.001, 0.002, 0.5]).summary());
  });

  it('takes a latency below zero for none', () => {
    assert.equal(histogramOf([-5]).summary()!.minUs, 0);
  });

  it('counts what takes weeks in its last bucket', () => {
    assert.equal(histogramOf([1e12]).percentileUs(50) > 1e12, true);
  });
});
