import assert from 'node:assert/strict';
import { accountz } from '../../../src/server/monitor/accountz.ts';
import { accstatz } from '../../../src/server/monitor/accstatz.ts';
import { sumsByAccount } from '../../../src/server/monitor/account-sums.ts';
import { jsonPieces } from '../../../src/server/monitor/json.ts';
import { Query } from '../../../src/server/monitor/query.ts';
import { account, connection, connections, NOW, view, named } from './view.ts';

const accounts = new Map([
  ['A', account('A', { subscriptionCount: 41 })],
  ['SYS', account('SYS')],
]);
const server = view({
  accounts,
  systemAccount: 'SYS',
  connections: connections(
    connection({ id: 1, account: named('A') }),
    connection({ id: 2, account: named('A') }),
    connection({ id: 3, account: named('A'), kindName: 'Leafnode' }),
  ),
});
const text = (value: object): string => [...jsonPieces(value)].join('');
const head = { server_id: 'NID', now: '2026-11-22T07:01:02.48Z' };

describe('accountz', () => {
  it('lists the names', () => {
    assert.equal(
      text(accountz(server, new Query(''), NOW)),
      JSON.stringify({ ...head, system_account: 'SYS', accounts: ['A', 'SYS'] }, undefined, 2),
    );
  });

  it("tells of one account with nats-server's fields in nats-server's order", () => {
    const expected = {
      ...head,
      system_account: 'SYS',
      account_detail: {
        account_name: 'A',
        update_time: '2026-11-22T07:00:57.48Z',
        expired: false,
        complete: true,
        jetstream_enabled: false,
        leafnode_connections: 1,
        client_connections: 2,
        subscriptions: 41,
        name_tag: 'A',
        sublist_stats: {
          num_subscriptions: 35,
          num_cache: 4,
          num_inserts: 36,
          num_removes: 37,
          num_matches: 40,
          cache_hit_rate: 0.25,
          max_fanout: 5,
          avg_fanout: 1.5,
        },
      },
    };
    assert.equal(
      text(accountz(server, new Query('acc=A'), NOW)),
      JSON.stringify(expected, undefined, 2),
    );
  });

  it('says which is the system account', () => {
    assert.ok(text(accountz(server, new Query('acc=SYS'), NOW)).includes('"is_system": true'));
  });

  it('knows only accounts that there are', () => {
    assert.throws(() => accountz(server, new Query('acc=nope'), NOW), {
      message: 'Account nope does not exist',
    });
  });
});

describe('accstatz', () => {
  const none = { msgs: 0, bytes: 0 };
  const statistics = (
    acc: string,
    conns: number,
    leafnodes: number,
    num_subscriptions: number,
  ) => ({
    acc,
    name: acc,
    conns,
    leafnodes,
    total_conns: conns + leafnodes,
    num_subscriptions,
    sent: { msgs: 32, bytes: 33, gateways: none, routes: none, leafs: none },
    received: { msgs: 30, bytes: 31, gateways: none, routes: none, leafs: none },
    slow_consumers: 34,
  });
  const [a, sys] = [statistics('A', 2, 1, 41), statistics('SYS', 0, 0, 0)];

  for (const [query, shown] of [
    ['', [a]],
    ['unused=1', [a, sys]],
  ] as const) {
    it(`shows ${shown.length} of two for "${query}"`, () => {
      assert.equal(
        text(accstatz(server, new Query(query), NOW)),
        JSON.stringify({ ...head, account_statz: shown }, undefined, 2),
      );
    });
  }
});

describe('sumsByAccount', () => {
  it('tells some apart and sums up the others', () => {
    const many = new Map(
      ['A', 'B', 'C'].map((name) => [name, account(name, { subscriptionCount: 1 })]),
    );
    const sums = sumsByAccount(view({ accounts: many, connections: server.connections }), 1);
    assert.deepEqual([...sums.keys()], ['A', '(others)']);
    assert.deepEqual(
      [
        sums.get('A')!.connections,
        sums.get('(others)')!.subscriptions,
        sums.get('(others)')!.inBytes,
      ],
      [3, 2, 62],
    );
  });
});
