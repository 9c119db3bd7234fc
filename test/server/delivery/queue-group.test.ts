import assert from 'node:assert/strict';
import { emptyMessage } from '../../../src/protocol/message.ts';
import type { ConnectionKind } from '../../../src/server/connection/connection.ts';
import type { Subscription } from '../../../src/server/connection/subscription.ts';
import { INTERNAL, type Source } from '../../../src/server/delivery/audience.ts';
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
    const { isTaken } = deliverToOne(members, take, 'foo', emptyMessage(), INTERNAL);
    return { taken: isTaken, asked };
  }

  /** Who takes a message from `source`; `here` are taken by members that want it. */
  function choose(members: readonly Subscription[], source: Source, wants = true): string {
    let taker = 'nobody';
    const take = ({ sid }: Subscription): boolean => {
      if (wants) taker = sid;
      return wants;
    };
    const { isTaken, remote } = deliverToOne(members, take, 'foo', emptyMessage(), source);
    assert.ok(!isTaken || remote === undefined);
    return isTaken ? taker : (remote?.sid ?? 'nobody');
  }

  function shares(members: readonly Subscription[], source: Source): Map<string, number> {
    const counts = new Map<string, number>();
    for (let i = 0; i < 2000; i++) {
      const chosen = choose(members, source);
      counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
    }
    return counts;
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

  it('counts a member at another server as many times as its weight', () => {
    const members = [member('here'), member('there', 'route', { weight: 9 })];
    const there = shares(members, INTERNAL).get('there') ?? 0;
    // 1800 expected, 13 the deviation.
    assert.ok(there > 1700 && there < 1900, `${there} of 2000`);
  });

  it('sends what another server sent to a member here, whatever weighs elsewhere', () => {
    const members = [member('there', 'route', { weight: 99 }), member('here')];
    assert.deepEqual([...shares(members, from('route')).keys()], ['here']);
  });

  it('sends it one server on when nobody here takes it, to a leafnode if there is one', () => {
    const members = [member('there', 'route'), member('here'), member('leaf', 'leaf')];
    assert.equal(choose(members, from('route'), false), 'leaf');
    assert.equal(choose(members.slice(0, 2), from('route'), false), 'there');
  });

  it('sends to leafnodes, and to who is behind those of others, only when there is nobody else', () => {
    const members = [
      member('leaf', 'leaf'),
      member('behind', 'route', { origin: 'edge' }),
      member('here'),
      member('there', 'route'),
    ];
    const chosen = [...shares(members, from('client')).keys()].sort();
    assert.deepEqual(chosen, ['here', 'there']);
    assert.deepEqual([...shares(members.slice(0, 1), from('client')).keys()], ['leaf']);
  });

  it('never sends a message back to the leafnodes that it came from', () => {
    const members = [member('behind', 'route', { origin: 'edge' })];
    assert.equal(choose(members, from('leaf', 'edge')), 'nobody');
    assert.equal(choose(members, from('leaf', 'other')), 'behind');
    assert.equal(choose(members, from('route', 'edge')), 'nobody');
  });
});

function from(kind: ConnectionKind, origin = ''): Source {
  return { kind, echo: true, origin };
}

function member(
  sid: string,
  kind: ConnectionKind = 'client',
  more: Partial<Subscription> = {},
): Subscription {
  const connection = { kind };
  const fields = { connection, sid, subject: 'foo', queue: 'q', delivered: 0, max: 0, ...more };
  // A cast: deliverToOne looks at nothing else of them.
  return fields as unknown as Subscription;
}
