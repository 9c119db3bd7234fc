import assert from 'node:assert/strict';
import { microsecondClock } from '../../src/base/microsecond-clock.ts';

describe('microsecondClock', () => {
  it("adds the monotonic clock's fraction to the wall clock's milliseconds", () => {
    let wall = 1000;
    let monotonic = 5;
    const now = microsecondClock(
      () => wall,
      () => monotonic,
    );
    assert.equal(now(), 1000);
    monotonic += 0.25;
    assert.equal(now(), 1000.25);
    wall += 1;
    monotonic += 1;
    assert.equal(now(), 1001.25);
  });

  it('follows the wall clock when that is set, and never disagrees with its millisecond', () => {
    let wall = 1000;
    let monotonic = 0;
    const now = microsecondClock(
      () => wall,
      () => monotonic,
    );
    for (const [nextWall, nextMonotonic] of [
      [1000, 7], // The wall clock stands still.
      [900, 7.5], // It is set back,
      [5000, 8], // and forth.
      [5003, 8.1],
    ] as const) {
      wall = nextWall;
      monotonic = nextMonotonic;
      assert.equal(Math.floor(now()), nextWall);
    }
  });
});
