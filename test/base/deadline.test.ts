import assert from 'node:assert/strict';
import { Deadline } from '../../src/base/deadline.ts';
import { FakeClock } from '../support/fake-clock.ts';

const DAY_MS = 86_400_000;

describe('Deadline', () => {
  const clock = new FakeClock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  function count(atMs: number): { runs: number; deadline: Deadline } {
    const counted = { runs: 0, deadline: new Deadline(atMs, () => counted.runs++) };
    return counted;
  }

  it('comes when it is time, and once', () => {
    const counted = count(Date.now() + 5_000);
    clock.pass(4_999);
    assert.equal(counted.runs, 0);
    clock.pass(1);
    clock.pass(5_000);
    assert.equal(counted.runs, 1);
  });

  it('comes in years, which is more than a timer can wait', () => {
    const counted = count(Date.now() + 100 * DAY_MS);
    clock.pass(100 * DAY_MS - 1);
    assert.equal(counted.runs, 0);
    clock.pass(1);
    assert.equal(counted.runs, 1);
  });

  it('comes at once if it is over', () => {
    const counted = count(Date.now() - 1);
    clock.pass(0);
    assert.equal(counted.runs, 1);
  });

  it('does not come when it is called off', () => {
    const counted = count(Date.now() + 1);
    counted.deadline.cancel();
    clock.pass(1);
    assert.equal(counted.runs, 0);
  });
});
