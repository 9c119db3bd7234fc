import assert from 'node:assert/strict';
import { inOrder, isConnectionOrder } from '../../../src/server/monitor/connection-order.ts';
import { connection, NOW } from './view.ts';

describe('inOrder', () => {
  it('puts equals in the order of their ids, and changes no list', () => {
    const given = [3, 1, 2].map((id) => connection({ id }));
    const ids = inOrder(given, 'pending', NOW).map(({ id }) => id);
    assert.deepEqual(ids, [1, 2, 3]);
    assert.deepEqual(
      given.map(({ id }) => id),
      [3, 1, 2],
    );
  });

  it('asks each for its rank once', () => {
    let asked = 0;
    const given = Array.from({ length: 100 }, (_, id) =>
      Object.defineProperty(connection({ id }), 'pendingBytes', { get: () => (asked++, -id) }),
    );
    inOrder(given, 'pending', NOW);
    assert.equal(asked, 100);
  });
});

describe('isConnectionOrder', () => {
  it('knows the orders, and nothing that every object has', () => {
    assert.ok(isConnectionOrder('msgs_to'));
    for (const name of ['', 'CID', 'constructor', '__proto__']) assert.ok(!isConnectionOrder(name));
  });
});
