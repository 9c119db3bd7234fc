import assert from 'node:assert/strict';
import { ClosedConnections } from '../../../src/server/monitor/closed-connections.ts';
import type { ConnectionView } from '../../../src/server/monitor/server-view.ts';
import { connection, NOW, subscription, subscriptions } from './view.ts';

const withSubscriptions = (id: number, count: number): ConnectionView =>
  connection({
    id,
    subscriptions: subscriptions(
      ...Array.from({ length: count }, (_, at) => subscription({ sid: String(at) })),
    ),
  });

const held = (closed: ClosedConnections): [number, number, number][] =>
  [...closed].map(({ id, subscriptions: list }) => [id, list.size, [...list.values()].length]);

describe('ClosedConnections', () => {
  it('keeps the last ones, the oldest first', () => {
    const closed = new ClosedConnections(3);
    for (let id = 1; id <= 5; id++) closed.add(connection({ id }), 'Client Closed', NOW);
    assert.deepEqual(
      [...closed].map(({ id }) => id),
      [3, 4, 5],
    );
    assert.equal(closed.size, 3);
    assert.equal(closed.find(4)?.id, 4);
    assert.equal(closed.find(2), undefined);
  });

  it('counts all that ended, by reason', () => {
    const closed = new ClosedConnections(1);
    for (const reason of ['Client Closed', 'Read Error', 'Client Closed'] as const) {
      closed.add(connection(), reason, NOW);
    }
    assert.deepEqual(
      [...closed.countsByReason],
      [
        ['Client Closed', 2],
        ['Read Error', 1],
      ],
    );
  });

  it('keeps values, not what they come from', () => {
    const closed = new ClosedConnections(1);
    const traffic = { inMessages: 1, inBytes: 2, outMessages: 3, outBytes: 4 };
    const sub = subscription({ delivered: 5 });
    const options = { name: 'n', lang: 'l', version: 'v', pass: 'secret' };
    const view = connection({ traffic, options, subscriptions: subscriptions(sub) });
    closed.add(view, 'Client Closed', NOW);
    traffic.inMessages = 99;
    Object.assign(sub, { delivered: 99 });
    const [kept] = closed;
    assert.deepEqual(kept!.traffic, { inMessages: 1, inBytes: 2, outMessages: 3, outBytes: 4 });
    assert.deepEqual([...kept!.subscriptions.values()], [subscription({ delivered: 5 })]);
    assert.deepEqual(kept!.options, { name: 'n', lang: 'l', version: 'v' });
    assert.deepEqual(kept!.end, { at: NOW, reason: 'Client Closed' });
  });

  it('forgets the subscriptions of the oldest when there are too many in all', () => {
    const closed = new ClosedConnections(4, 10);
    closed.add(withSubscriptions(1, 4), 'Client Closed', NOW);
    closed.add(withSubscriptions(2, 4), 'Client Closed', NOW);
    closed.add(withSubscriptions(3, 4), 'Client Closed', NOW);
    assert.deepEqual(held(closed), [
      [1, 4, 0],
      [2, 4, 4],
      [3, 4, 4],
    ]);
    closed.add(withSubscriptions(4, 11), 'Client Closed', NOW);
    assert.deepEqual(held(closed), [
      [1, 4, 0],
      [2, 4, 0],
      [3, 4, 0],
      [4, 11, 0],
    ]);
  });

  it('has room again when connections with subscriptions drop out of the ring', () => {
    const closed = new ClosedConnections(2, 10);
    for (let id = 1; id <= 9; id++) closed.add(withSubscriptions(id, 5), 'Client Closed', NOW);
    assert.deepEqual(held(closed), [
      [8, 5, 5],
      [9, 5, 5],
    ]);
  });

  it('may be told to keep none', () => {
    const closed = new ClosedConnections(0);
    closed.add(connection(), 'Client Closed', NOW);
    assert.deepEqual([...closed], []);
    assert.equal(closed.countsByReason.get('Client Closed'), 1);
  });
});
