import assert from 'node:assert/strict';
import { Pace, pause, sleep } from '../../../src/nats-client/bench/pace.ts';

describe('Pace', () => {
  it('has the first message due at the start and the others at equal distances', () => {
    const pace = new Pace(1000, 5000);
    for (const [nowMs, due] of [
      [4999, 0],
      [5000, 1],
      [5000.9, 1],
      [5001, 2],
      [5010.5, 11],
      [65_000, 60_001],
    ] as const) {
      assert.equal(pace.due(nowMs), due, `at ${nowMs}`);
    }
    assert.equal(pace.dueMs(0), 5000);
    assert.equal(pace.dueMs(10), 5010);
  });

  it('takes rates below one and far above a thousand', () => {
    assert.equal(new Pace(1, 0).due(2500), 3);
    assert.equal(new Pace(4_000_000, 0).due(1000), 4_000_001);
  });
});

describe('pause and sleep', () => {
  it('end with the signal, however long they were to be', async () => {
    const stop = new AbortController();
    const over = Promise.all([pause(3_600_000, stop.signal), sleep(3_600_000, stop.signal)]);
    stop.abort();
    await over;
    await pause(3_600_000, stop.signal);
  });
});
