import assert from 'node:assert/strict';
import { Turn } from '../../../src/server/connection/turn.ts';
import { turnEnd } from '../../support/turn.ts';

describe('Turn', () => {
  it('ends what waits once, in order, after the code that runs now', async () => {
    const turn = new Turn();
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
    const turn = new Turn();
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

  it('can be used turn after turn', async () => {
    const turn = new Turn();
    let count = 0;
    for (let i = 0; i < 3; i++) {
      turn.add({ endTurn: () => count++ });
      await turnEnd();
    }
    assert.equal(count, 3);
  });
});
