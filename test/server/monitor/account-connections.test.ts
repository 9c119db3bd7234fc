import assert from 'node:assert/strict';
import { connectionsByAccount } from '../../../src/server/monitor/account-connections.ts';
import { connection, connections, view, named } from './view.ts';

describe('connectionsByAccount', () => {
  it('counts clients and leafnodes of each account that has some', () => {
    const all = connections(
      connection({ id: 1, account: named('A') }),
      connection({ id: 2, account: named('A'), kindName: 'Leafnode' }),
      connection({ id: 3, account: named('B') }),
      connection({ id: 4, account: named('A') }),
    );
    assert.deepEqual(
      [...connectionsByAccount(view({ connections: all }))],
      [
        ['A', { clients: 2, leafnodes: 1 }],
        ['B', { clients: 1, leafnodes: 0 }],
      ],
    );
  });
});
