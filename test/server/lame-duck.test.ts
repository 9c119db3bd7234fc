import assert from 'node:assert/strict';
import { LameDuck, type LameDuckClient } from '../../src/server/lame-duck.ts';
import { FakeClock } from '../support/fake-clock.ts';

const SECOND = 1_000;

describe('LameDuck', () => {
  const clock = new FakeClock();
  let start: number;
  let events: string[];

  beforeEach(() => {
    clock.install();
    start = Date.now();
    events = [];
  });
  afterEach(() => clock.uninstall());

  /** A client that notes in `closedAt` when it was closed, in ms from the start. */
  class Client implements LameDuckClient {
    closedAt: number | undefined;

    get isClosed(): boolean {
      return this.closedAt !== undefined;
    }

    close(): void {
      assert.equal(this.closedAt, undefined, 'closed twice');
      this.closedAt = Date.now() - start;
    }
  }

  function clients(count: number): Client[] {
    return Array.from({ length: count }, () => new Client());
  }

  function begin(
    leaving: readonly Client[],
    durationMs: number,
    graceMs: number,
    random: () => number = Math.random,
  ): LameDuck {
    const times = { lameDuckDurationMs: durationMs, lameDuckGracePeriodMs: graceMs };
    const note = (event: string) => () => void events.push(`${event} ${Date.now() - start}`);
    return new LameDuck(leaving, times, { closing: note('closing'), done: note('done') }, random);
  }

  it('closes nobody before the grace period is over', () => {
    const [only] = clients(1) as [Client];
    begin([only], 120 * SECOND, 10 * SECOND);
    clock.pass(10 * SECOND - 1);
    assert.deepEqual([only.isClosed, events], [false, []]);
    clock.pass(1);
    assert.deepEqual([only.isClosed, events], [true, ['closing 10000', 'done 10000']]);
  });

  it('waits a second at most between few', () => {
    const few = clients(4);
    begin(few, 120 * SECOND, 10 * SECOND, () => 0.999999);
    clock.pass(120 * SECOND);
    assert.deepEqual(
      few.map(({ closedAt }) => Math.round(closedAt! / 10)),
      [1000, 1100, 1200, 1300],
    );
  });

  it('waits half as long at least', () => {
    const few = clients(3);
    begin(few, 120 * SECOND, 10 * SECOND, () => 0);
    clock.pass(120 * SECOND);
    assert.deepEqual(
      few.map(({ closedAt }) => closedAt),
      [10_000, 10_500, 11_000],
    );
  });

  for (const count of [50, 1_000, 300_000]) {
    it(`spreads ${count} clients over the duration`, () => {
      const many = clients(count);
      begin(many, 40 * SECOND, 10 * SECOND);
      clock.pass(40 * SECOND + 1);
      const perSecond = new Map<number, number>();
      for (const { closedAt } of many) {
        const second = Math.floor(closedAt! / SECOND);
        perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
      }
      assert.ok(perSecond.size >= 15, `${perSecond.size} seconds`);
      // The expected wait is 3/4 of its longest, the shortest one half: twice as many as an even spread would close.
      assert.ok(Math.max(...perSecond.values()) <= (2 * count) / 30 + 2);
      assert.match(events.at(-1)!, /^done /);
    });
  }

  it('takes a second when the grace period leaves no time', () => {
    const many = clients(100);
    begin(many, 5 * SECOND, 5 * SECOND, () => 0.999999);
    clock.pass(5 * SECOND);
    assert.equal(many.filter(({ isClosed }) => isClosed).length, 1);
    clock.pass(SECOND);
    assert.ok(many.every(({ isClosed }) => isClosed));
  });

  it('does not wait for those who left by themselves', () => {
    const some = clients(5);
    begin(some, 120 * SECOND, 10 * SECOND, () => 0);
    for (const gone of [0, 1, 3, 4]) some[gone]!.close();
    clock.pass(10 * SECOND);
    assert.equal(some[2]!.closedAt, 10_000);
    assert.deepEqual(events, ['closing 10000', 'done 10000']);
  });

  it('is done when all left by themselves', () => {
    const some = clients(3);
    begin(some, 120 * SECOND, 10 * SECOND);
    for (const each of some) each.close();
    clock.pass(10 * SECOND);
    assert.deepEqual(events, ['closing 10000', 'done 10000']);
  });

  it('stops at once when told so', () => {
    const some = clients(5);
    const duck = begin(some, 120 * SECOND, 10 * SECOND, () => 0);
    clock.pass(10 * SECOND + 600);
    duck.stop();
    clock.pass(120 * SECOND);
    assert.equal(some.filter(({ isClosed }) => isClosed).length, 2);
    assert.deepEqual([events, clock.pending], [['closing 10000'], 0]);
  });
});
