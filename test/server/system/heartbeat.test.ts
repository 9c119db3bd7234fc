import assert from 'node:assert/strict';
import { Heartbeat } from '../../../src/server/system/heartbeat.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('Heartbeat', () => {
  const clock = new FakeClock();
  let beats: number[];
  let now: number;
  let heartbeat: Heartbeat;

  beforeEach(() => {
    clock.install();
    beats = [];
    now = 0;
    heartbeat = new Heartbeat(() => void beats.push(now));
  });
  afterEach(() => {
    heartbeat.stop();
    clock.uninstall();
  });

  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 50) {
      now += 50;
      clock.pass(50);
    }
  };

  it('beats soon, then each time later, up to every ten seconds', () => {
    heartbeat.start();
    pass(50_000);
    assert.deepEqual(beats.slice(0, 5), [250, 1250, 3250, 7250, 15_250]);
    assert.deepEqual(
      beats.slice(4).map((at, i, all) => at - (all[i - 1] ?? at)),
      [0, 10_000, 10_000, 10_000],
    );
  });

  it('beats at once for who asks', () => {
    heartbeat.start();
    pass(30_000);
    beats = [];
    heartbeat.force();
    heartbeat.force();
    assert.deepEqual(beats, [30_000, 30_000]);
  });

  it('beats for news once a second', () => {
    heartbeat.start();
    pass(30_000);
    heartbeat.force();
    beats = [];
    for (let i = 0; i < 10; i++) heartbeat.hasten();
    assert.deepEqual(beats, []);
    pass(1_000);
    assert.deepEqual(beats, [31_000]);
  });

  it('stops', () => {
    heartbeat.start();
    heartbeat.stop();
    pass(1_000);
    assert.deepEqual([beats, clock.pending], [[], 0]);
  });
});
