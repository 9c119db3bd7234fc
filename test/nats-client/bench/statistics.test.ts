import assert from 'node:assert/strict';
import { LatencyHistogram } from '../../../src/nats-client/bench/latency-histogram.ts';
import { rateOf, spread, together } from '../../../src/nats-client/bench/statistics.ts';

describe('rateOf', () => {
  it('divides by the time between start and end', () => {
    const rate = rateOf({ messages: 100, bytes: 1600, startMs: 1000, endMs: 1500 });
    assert.deepEqual(rate, {
      messages: 100,
      bytes: 1600,
      durationMs: 500,
      messagesPerSecond: 200,
      bytesPerSecond: 3200,
    });
  });

  it('is no rate without time', () => {
    assert.equal(rateOf({ messages: 1, bytes: 1, startMs: 7, endMs: 7 }).messagesPerSecond, 0);
  });
});

describe('together', () => {
  it('goes from the first start to the last end, without clients that had nothing to do', () => {
    const latency = new LatencyHistogram();
    latency.record(1);
    const whole = together([
      { messages: 1, bytes: 10, startMs: 200, endMs: 300, latency },
      { messages: 2, bytes: 20, startMs: 100, endMs: 250, latency },
      { messages: 0, bytes: 0, startMs: 0, endMs: 0 },
    ]);
    const { messages, bytes, startMs, endMs } = whole;
    assert.deepEqual([messages, bytes, startMs, endMs], [3, 30, 100, 300]);
    assert.equal(whole.latency?.count, 2);
  });

  it('is nothing for nobody', () => {
    assert.deepEqual(together([]), { messages: 0, bytes: 0, startMs: 0, endMs: 0 });
  });
});

describe('spread', () => {
  it('has the deviation of the whole', () => {
    assert.deepEqual(spread([2, 4, 4, 4, 5, 5, 7, 9]), { min: 2, avg: 5, max: 9, stddev: 2 });
  });
});
