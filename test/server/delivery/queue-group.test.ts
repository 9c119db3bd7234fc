import assert from 'node:assert/strict';
import { emptyMessage } from '../../../src/protocol/message.ts';
import type { Subscription } from '../../../src/server/connection/subscription.ts';
import { deliverToOne } from '../../../src/server/delivery/queue-group.ts';

describe('deliverToOne', () => {
  /** Members that `takers` are among; which were asked. */
  function deliver(count: number, takers: readonly string[]): { asked: string[]; taken: boolean } {
    const asked: string[] = [];
    const members = Array.from({ length: count }, (_, i) => member(`${i}`));
    const take = ({ sid }: Subscription): boolean => {
      asked.push(sid);
      return takers.includes(sid);
    };
    return { taken: deliverToOne(members, take, 'foo', emptyMessage()), asked };
  }

  it('asks a lone member', () => {
    assert.deepEqual(deliver(1, ['0']), { asked: ['0'], taken: true });
  });

  it('asks nobody more once one has taken it', () => {
    for (let i = 0; i < 20; i++) {
      assert.equal(deliver(5, ['0', '1', '2', '3', '4']).asked.length, 1);
    }
  });

  it('asks each once, and gives up when nobody takes it', () => {
    for (let i = 0; i < 20; i++) {
      const { asked, taken } = deliver(5, []);
      assert.equal(taken, false);
      assert.deepEqual([...asked].sort(), ['0', '1', '2', '3', '4']);
    }
  });

  it('finds the only one who takes it', () => {
    for (let i = 0; i < 20; i++) {
      const { asked, taken } = deliver(5, ['3']);
      assert.equal(taken, true);
      assert.equal(asked.at(-1), '3');
    }
  });

  it('begins with anybody', () => {
    const first = new Set(
      Array.from({ length: 500 }, () => deliver(4, ['0', '1', '2', '3']).asked[0]),
    );
    // Chance of a member who is never first: (3/4)^500.
    assert.equal(first.size, 4);
  });

  it('has nobody to ask in an empty group', () => {
    assert.deepEqual(deliver(0, []), { asked: [], taken: false });
  });
});

function member(sid: string): Subscription {
  // A cast: deliverToOne passes members on and looks at nothing of them.
  return { sid, subject: 'foo', queue: 'q', delivered: 0, max: 0 } as unknown as Subscription;
}
