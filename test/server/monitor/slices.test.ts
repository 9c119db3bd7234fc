import assert from 'node:assert/strict';
import { Slices } from '../../../src/server/monitor/slices.ts';

describe('Slices', () => {
  it('gives one a turn of the event loop, in the order they were asked for', async () => {
    const slices = new Slices();
    const seen: string[] = [];
    const ask = async (name: string): Promise<void> => {
      await slices.begin();
      seen.push(name);
    };
    const all = Promise.all([ask('one'), ask('two'), ask('three')]);
    const turns: string[] = [];
    while (turns.length < 6) {
      await new Promise((resolve) => setImmediate(resolve));
      turns.push(seen.join());
    }
    await all;
    assert.deepEqual(seen, ['one', 'two', 'three']);
    // In no turn two of them came.
    const counts = turns.map((turn) => (turn === '' ? 0 : turn.split(',').length));
    counts.reduce((before, now) => {
      assert.ok(now - before <= 1, counts.join());
      return now;
    }, 0);
  });

  it('is over after two milliseconds', async () => {
    let now = 10;
    const isOver = await new Slices(() => now).begin();
    now = 11.9;
    assert.equal(isOver(), false);
    now = 12;
    assert.equal(isOver(), true);
  });
});
