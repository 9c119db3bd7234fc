import assert from 'node:assert/strict';
import { Retries, type RetryTerms } from '../../../src/server/peers/retries.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('Retries', () => {
  let clock: FakeClock;
  let calls: number;
  const run = (): void => {
    calls++;
  };

  beforeEach(() => {
    calls = 0;
    clock = new FakeClock();
    clock.install();
  });
  afterEach(() => clock.uninstall());

  function retries(terms: Partial<RetryTerms> = {}, random = 0): Retries {
    return new Retries({ grows: false, most: Infinity, ...terms }, () => random);
  }

  /** How long it is until `run` is called, in ms. */
  function pause(): number {
    const before = calls;
    for (let ms = 0; ms <= 60_000; ms += 10) {
      if (calls > before) return ms;
      clock.pass(10);
    }
    return NaN;
  }

  it('tries again after a second, for ever', () => {
    const tries = retries();
    const pauses = Array.from({ length: 8 }, () => tries.again(run) && pause());
    assert.deepEqual(pauses, Array<number>(8).fill(1_000));
    assert.equal(tries.attempt, 9);
  });

  it('adds up to a tenth of a second', () => {
    assert.equal(retries({}, 0.5).again(run) && pause(), 1_050);
  });

  it('doubles the pause up to half a minute, if it is to', () => {
    const tries = retries({ grows: true });
    const pauses = Array.from({ length: 7 }, () => tries.again(run) && pause() / 1_000);
    assert.deepEqual(pauses, [1, 2, 4, 8, 16, 30, 30]);
  });

  it('knows a pause of its own', () => {
    const tries = retries({ pauseMs: 200, grows: true });
    assert.deepEqual([tries.again(run) && pause(), tries.again(run) && pause()], [200, 400]);
  });

  for (const [most, attempts] of [
    [0, 1],
    [2, 3],
  ] as const) {
    it(`makes ${attempts} attempts where ${most} more than one are allowed`, () => {
      const tries = retries({ most });
      let made = 1;
      for (; tries.again(run); made++) clock.pass(2_000);
      assert.deepEqual([made, calls], [attempts, attempts - 1]);
      assert.equal(clock.pending, 0);
    });
  }

  it('begins anew when a server was lost, soon if that is said', () => {
    const tries = retries({ grows: true, most: 1 });
    tries.again(run);
    pause();
    assert.equal(tries.again(run), false);
    tries.anew(run);
    assert.deepEqual([tries.attempt, pause()], [1, 1_000]);
    assert.equal(tries.again(run) && pause(), 1_000);
    tries.anew(run, 0);
    assert.equal(pause(), 10);
  });

  it('has one attempt before it, however often it is asked', () => {
    const tries = retries();
    tries.again(run);
    tries.anew(run);
    assert.equal(clock.pending, 1);
  });

  it('calls nothing after it was cancelled', () => {
    const tries = retries();
    tries.again(run);
    tries.cancel();
    clock.pass(60_000);
    assert.deepEqual([calls, clock.pending], [0, 0]);
  });

  it('reports the first failure, and then each that is due', () => {
    const tries = retries();
    const reported = Array.from({ length: 7 }, () => {
      const { attempt } = tries;
      const is = tries.isReported(3);
      tries.again(run);
      return is ? attempt : undefined;
    });
    assert.deepEqual(
      reported.filter((attempt) => attempt !== undefined),
      [1, 3, 6],
    );
  });
});
