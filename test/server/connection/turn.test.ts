import assert from 'node:assert/strict';
import { Reading } from '../../../src/server/connection/reading.ts';
import { Turn } from '../../../src/server/connection/turn.ts';
import { MemoryTransport } from '../../support/memory-transport.ts';
import { turnEnd } from '../../support/turn.ts';

describe('Turn', () => {
  it('ends what waits once, in order, after the code that runs now', async () => {
    const turn = new Turn(false);
    const ended: string[] = [];
    turn.add({ endTurn: () => ended.push('a') });
    turn.add({ endTurn: () => ended.push('b') });
    assert.deepEqual(ended, []);
    await turnEnd();
    assert.deepEqual(ended, ['a', 'b']);
    await turnEnd();
    assert.deepEqual(ended, ['a', 'b']);
  });

  it('leaves what is added while it ends to the next turn', async () => {
    const turn = new Turn(false);
    const ended: string[] = [];
    const again = { endTurn: () => ended.push('again') };
    turn.add({
      endTurn: () => {
        ended.push('first');
        turn.add(again);
        queueMicrotask(() => ended.push('microtask'));
      },
    });
    await turnEnd();
    await turnEnd();
    assert.deepEqual(ended, ['first', 'microtask', 'again']);
  });

  it('ends what waits also while it spins', async () => {
    const turn = new Turn(true);
    let count = 0;
    for (let i = 0; i < 3; i++) {
      turn.countReader(reading(turn));
      turn.add({ endTurn: () => count++ });
      await turnEnd();
    }
    assert.equal(count, 3);
  });

  it('knows whether several have read lately', async () => {
    const turn = new Turn(false);
    const shared = async (...readers: Reading[]): Promise<boolean> => {
      for (const reader of readers) turn.countReader(reader);
      const { isShared } = turn;
      await turnEnd();
      return isShared;
    };
    const [a, b] = [reading(turn), reading(turn)];
    assert.deepEqual([await shared(a), await shared(a), await shared(a, b)], [false, false, true]);
    assert.equal(await shared(a), true, 'the other one may speak again');
  });

  it('ends before its time when much was read, and then as usual', async () => {
    const turn = new Turn(false);
    const ended: string[] = [];
    const half = 512 * 1024;
    turn.add({ endTurn: () => ended.push('early') });
    turn.countBytes(half);
    assert.deepEqual([ended, turn.number], [[], 0]);
    turn.countBytes(half);
    assert.deepEqual([ended, turn.number], [['early'], 1]);
    turn.add({ endTurn: () => ended.push('late') });
    turn.countBytes(half);
    assert.deepEqual(ended, ['early']);
    await turnEnd();
    assert.deepEqual([ended, turn.number], [['early', 'late'], 2]);
  });

  it('can be used turn after turn', async () => {
    const turn = new Turn(false);
    let count = 0;
    for (let i = 0; i < 3; i++) {
      turn.add({ endTurn: () => count++ });
      await turnEnd();
    }
    assert.equal(count, 3);
  });

  it('spins after a read for a moment, and sleeps when nobody reads', async () => {
    const turn = new Turn(true);
    turn.countReader(reading(turn));
    let before = -1;
    // Until a turn of the loop goes by without one of ours.
    while (before !== turn.number) {
      before = turn.number;
      await turnEnd();
    }
    assert.ok(turn.number >= 1);
    const { number } = turn;
    for (let i = 0; i < 10; i++) await turnEnd();
    assert.equal(turn.number, number);
  });

  it('does not spin when it was not told to', async () => {
    const turn = new Turn(false);
    turn.countReader(reading(turn));
    for (let i = 0; i < 10; i++) await turnEnd();
    assert.equal(turn.number, 1);
  });
});

function reading(turn: Turn): Reading {
  return new Reading(new MemoryTransport(), turn);
}
