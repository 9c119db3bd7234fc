import assert from 'node:assert/strict';
import { histogramChart } from '../../../src/nats-client/bench/histogram-chart.ts';
import { LatencyHistogram } from '../../../src/nats-client/bench/latency-histogram.ts';

function record(...counts: readonly (readonly [us: number, count: number])[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const [us, count] of counts) for (let n = 0; n < count; n++) histogram.record(us / 1000);
  return histogram;
}

describe('histogramChart', () => {
  it('has a row for each step 1, 2, 5 between the shortest and the longest, empty ones too', () => {
    assert.deepEqual(histogramChart(record([60, 1000], [150, 500], [700, 3])), [
      '   50us -  100us  1,000   66.5%  ████████████████████████████████████████',
      '  100us -  200us    500   33.3%  ████████████████████',
      '  200us -  500us      0    0.0%',
      '  500us -    1ms      3    0.2%  ▏',
    ]);
  });

  it('draws with # where there is nothing but ASCII', () => {
    assert.deepEqual(histogramChart(record([1500, 4], [3000, 1]), true), [
      '    1ms -    2ms  4   80.0%  ########################################',
      '    2ms -    5ms  1   20.0%  ##########',
    ]);
  });

  it('has one row for all below a microsecond', () => {
    const rows = histogramChart(record([0, 1], [0.3, 1]), true);
    assert.deepEqual(rows, [
      '    0us -    1us  2  100.0%  ########################################',
    ]);
  });

  it('puts round numbers at the beginning of their step', () => {
    for (const us of [1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000, 1_000_000]) {
      assert.equal(histogramChart(record([us, 1])).length, 1, `${us}us`);
    }
  });

  it('is empty without latencies', () => {
    assert.deepEqual(histogramChart(new LatencyHistogram()), []);
  });
});
