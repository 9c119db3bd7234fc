import assert from 'node:assert/strict';
import { isComplaint } from '../../../src/protocol/json-fields.ts';
import { readServerInfo } from '../../../src/protocol/server-info.ts';
import { Account } from '../../../src/server/account/account.ts';
import { Peer } from '../../../src/server/route/peer.ts';
import { poolIndex } from '../../../src/server/route/pool.ts';
import type { RouteConnection } from '../../../src/server/route/route-connection.ts';

describe('Peer', () => {
  const account = new Account('A', []);

  function peer(own: number, theirs?: number): Peer {
    const info = readServerInfo(JSON.stringify({ server_id: 'S', route_pool_size: theirs }));
    assert.ok(!isComplaint(info));
    return new Peer(info, 'nats-route://h:1/', own);
  }

  it('has as many places as the larger pool', () => {
    assert.deepEqual([peer(3, 5).poolSize, peer(5, 3).poolSize], [5, 5]);
    for (const [own, theirs] of [
      [-1, 3],
      [3, undefined],
      [3, 0],
    ] as const) {
      const lone = peer(own, theirs);
      assert.deepEqual([lone.poolSize, lone.isPoolless], [1, true]);
    }
  });

  it('fills its places, and finds the one that an account has', () => {
    const it = peer(3, 3);
    const routes = [route(''), route(''), route('')];
    const spread = { poolSize: 3, pinned: new Set<string>() };
    assert.ok(it.isEmpty);
    assert.equal(it.connectionFor(account, spread), undefined);
    for (const [at, each] of routes.entries()) {
      assert.equal(it.freeIndex, at);
      it.put(each, at);
    }
    assert.equal(it.freeIndex, -1);
    assert.equal(it.connectionFor(account, spread), routes[poolIndex('A', 3)]);
    assert.equal(it.any, routes[0]);
    assert.ok(it.remove(routes[0]!));
    assert.ok(!it.remove(routes[0]!));
    assert.equal(it.any, routes[1]);
    assert.equal([...it.connections()].length, 2);
  });

  it('has a connection of its own for an account that is pinned, and no other', () => {
    const it = peer(3, 3);
    const spread = { poolSize: 3, pinned: new Set(['A']) };
    for (const at of [0, 1, 2]) it.put(route(''), at);
    assert.equal(it.connectionFor(account, spread), undefined);
    const own = route('A');
    it.pinned.set('A', own);
    assert.equal(it.connectionFor(account, spread), own);
    assert.ok(it.remove(own));
    assert.equal(it.connectionFor(account, spread), undefined);
  });

  it('has one connection for all with a server that knows of no more', () => {
    const it = peer(3);
    const only = route('');
    it.put(only, 0);
    assert.equal(it.connectionFor(account, { poolSize: 3, pinned: new Set(['A']) }), only);
  });
});

function route(accountName: string): RouteConnection {
  // A cast: nothing else of it is looked at.
  return { origins: { accountName }, poolIndex: 0 } as unknown as RouteConnection;
}
