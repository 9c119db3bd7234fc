import assert from 'node:assert/strict';
import { ClosedConnections } from '../../../src/server/monitor/closed-connections.ts';
import { connz } from '../../../src/server/monitor/connz.ts';
import { jsonPieces } from '../../../src/server/monitor/json.ts';
import { Query } from '../../../src/server/monitor/query.ts';
import type { ConnectionView, ServerView } from '../../../src/server/monitor/server-view.ts';
import { connection, connections, NOW, subscription, subscriptions, view, named } from './view.ts';

interface Answer {
  readonly num_connections: number;
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
  readonly connections: readonly Readonly<Record<string, unknown>>[];
}

const answer = (query: string, server: ServerView): Answer =>
  JSON.parse([...jsonPieces(connz(server, new Query(query), NOW))].join('')) as Answer;

const idsIn = ({ connections: list }: Answer): unknown[] => list.map(({ cid }) => cid);

describe('connz', () => {
  it("has nats-server's fields in nats-server's order", () => {
    const one = connection({
      stalls: 3,
      options: { name: 'n', lang: 'go', version: '1.2' },
      account: named('ACC'),
      authorizedUser: 'bob',
      transport: {
        remoteHost: '192.0.2.1',
        remotePort: 4711,
        tls: { version: '1.3', cipherSuite: 'TLS_X', isFirst: true, peerCertificates: [] },
      },
      subscriptions: subscriptions(
        subscription({ subject: 'a.\u00c3\u00a9', queue: 'q', sid: '7', delivered: 4, max: 9 }),
        subscription({ subject: 'b', sid: '8' }),
      ),
    });
    const expected = {
      server_id: 'NID',
      now: '2026-11-22T07:01:02.48Z',
      num_connections: 1,
      total: 1,
      offset: 0,
      limit: 1024,
      connections: [
        {
          cid: 5,
          kind: 'Client',
          type: 'nats',
          ip: '192.0.2.1',
          port: 4711,
          start: '2026-11-22T07:00:02.48Z',
          last_activity: '2026-11-22T07:00:52.48Z',
          rtt: '689\u00b5s',
          uptime: '1m0s',
          idle: '10s',
          pending_bytes: 17,
          in_msgs: 18,
          out_msgs: 20,
          in_bytes: 19,
          out_bytes: 21,
          stalls: 3,
          subscriptions: 2,
          name: 'n',
          lang: 'go',
          version: '1.2',
          tls_version: '1.3',
          tls_cipher_suite: 'TLS_X',
          tls_first: true,
          authorized_user: 'bob',
          account: 'ACC',
          subscriptions_list_detail: [
            { subject: 'a.é', qgroup: 'q', sid: '7', msgs: 4, max: 9, cid: 5 },
            { subject: 'b', sid: '8', msgs: 0, cid: 5 },
          ],
          name_tag: 'ACC',
        },
      ],
    };
    const server = view({ connections: connections(one) });
    // As text, because the order counts.
    assert.equal(
      [...jsonPieces(connz(server, new Query('auth=1&subs=detail'), NOW))].join(''),
      JSON.stringify(expected, undefined, 2),
    );
  });

  it('leaves out who it is and its subscriptions unless asked, and what it did not say', () => {
    const one = connection({
      authorizedUser: 'bob',
      subscriptions: subscriptions(subscription()),
    });
    const [shown] = answer('', view({ connections: connections(one) })).connections;
    const keys = Object.keys(shown!);
    for (const key of ['authorized_user', 'account', 'name_tag', 'subscriptions_list', 'stalls']) {
      assert.ok(!keys.includes(key), key);
    }
    for (const key of ['name', 'lang', 'version', 'stop', 'reason', 'tls_version']) {
      assert.ok(!keys.includes(key), key);
    }
  });

  it('tells a round trip that was not measured as 0s', () => {
    const server = view({ connections: connections(connection({ rttMs: undefined })) });
    assert.equal(answer('', server).connections[0]!['rtt'], '0s');
  });

  it('lists the subjects alone for subs=1', () => {
    const one = connection({ subscriptions: subscriptions(subscription({ subject: 'a.*' })) });
    const [shown] = answer('subs=1', view({ connections: connections(one) })).connections;
    assert.deepEqual(shown!['subscriptions_list'], ['a.*']);
    assert.equal(shown!['subscriptions_list_detail'], undefined);
  });

  describe('of several', () => {
    const traffic = (
      inMessages: number,
      inBytes: number,
      outMessages: number,
      outBytes: number,
    ) => ({
      inMessages,
      inBytes,
      outMessages,
      outBytes,
    });
    const one = connection({
      id: 1,
      startedAt: NOW - 9_000,
      lastActivity: NOW - 1,
      rttMs: 3,
      pendingBytes: 1,
      traffic: traffic(1, 2, 3, 1),
      authorizedUser: 'bob',
    });
    const two = connection({
      id: 2,
      startedAt: NOW - 8_000,
      lastActivity: NOW - 3,
      rttMs: 1,
      pendingBytes: 3,
      traffic: traffic(3, 1, 2, 3),
      account: named('ACC'),
      subscriptions: subscriptions(subscription()),
    });
    const three = connection({
      id: 3,
      startedAt: NOW - 7_000,
      lastActivity: NOW - 2,
      rttMs: undefined,
      pendingBytes: 2,
      traffic: traffic(2, 3, 1, 2),
      authorizedUser: 'bob',
    });
    const server = view({ connections: connections(three, one, two) });

    for (const [order, ids] of [
      ['', [1, 2, 3]],
      ['cid', [1, 2, 3]],
      ['start', [1, 2, 3]],
      ['subs', [2, 1, 3]],
      ['pending', [2, 3, 1]],
      ['msgs_to', [1, 2, 3]],
      ['msgs_from', [2, 3, 1]],
      ['bytes_to', [2, 3, 1]],
      ['bytes_from', [3, 1, 2]],
      ['last', [1, 3, 2]],
      ['idle', [2, 3, 1]],
      ['uptime', [3, 2, 1]],
      ['rtt', [1, 2, 3]],
    ] as const) {
      it(`sorts by "${order}"`, () => {
        assert.deepEqual(idsIn(answer(`sort=${order}`, server)), ids);
      });
    }

    for (const [query, ids, total] of [
      ['limit=2', [1, 2], 3],
      ['offset=1&limit=1', [2], 3],
      ['offset=2', [3], 3],
      ['offset=3', [], 3],
      ['cid=2', [2], 3],
      ['cid=9', [], 3],
      ['user=bob', [1, 3], 3],
      ['acc=ACC', [2], 1],
      ['acc=nope', [], 0],
      ['mqtt_client=x', [], 3],
    ] as const) {
      it(`shows the page of ${query}`, () => {
        const found = answer(query, server);
        assert.deepEqual(
          [idsIn(found), found.num_connections, found.total],
          [ids, ids.length, total],
        );
      });
    }

    it('limits the answer about one connection to one', () => {
      assert.equal(answer('cid=2&limit=7', server).limit, 1);
    });

    it('describes no more than the page, and that only while it is written', () => {
      let asked = 0;
      const counting = (id: number): ConnectionView =>
        Object.defineProperty({ ...connection({ id }) }, 'kindName', {
          get: () => (asked++, 'Client'),
        });
      const many = view({ connections: connections(...[1, 2, 3, 4, 5].map(counting)) });
      const pieces = jsonPieces(connz(many, new Query('limit=2'), NOW));
      assert.equal(asked, 0);
      assert.ok([...pieces].join('').includes('"num_connections": 2'));
      assert.equal(asked, 2);
    });
  });

  describe('of those that ended', () => {
    const closedConnections = new ClosedConnections(10);
    const gone = (id: number) =>
      connection({
        id,
        startedAt: NOW - 50_000,
        lastActivity: NOW - 30_000,
        subscriptions: subscriptions(subscription({ subject: `s${id}` })),
      });
    closedConnections.add(gone(7), 'Stale Connection', NOW - 10_000);
    closedConnections.add(gone(6), 'Client Closed', NOW - 5_000);
    const server = view({ closedConnections, connections: connections(connection({ id: 8 })) });

    it('says when and why, and how long they lived', () => {
      const [, shown] = answer('state=closed&subs=detail', server).connections;
      assert.equal(shown!['stop'], '2026-11-22T07:00:52.48Z');
      assert.equal(shown!['reason'], 'Stale Connection');
      assert.equal(shown!['uptime'], '40s');
      assert.equal(shown!['idle'], '20s');
      assert.deepEqual(shown!['subscriptions_list_detail'], [
        { account: '$G', account_tag: '$G', subject: 's7', sid: '1', msgs: 0, cid: 7 },
      ]);
    });

    for (const [query, ids] of [
      ['', [8]],
      ['state=open', [8]],
      ['state=Closed', [6, 7]],
      ['state=any', [6, 7, 8]],
      ['state=ALL', [6, 7, 8]],
      ['state=closed&sort=stop', [6, 7]],
      ['state=closed&sort=reason', [6, 7]],
      ['state=closed&cid=7', [7]],
      ['state=any&cid=8', [8]],
      ['cid=7', []],
      ['state=closed&cid=8', []],
    ] as const) {
      it(`finds those of "${query}"`, () => assert.deepEqual(idsIn(answer(query, server)), ids));
    }
  });

  for (const [query, text] of [
    ['state=x', 'Error decoding state for x'],
    ['sort=x', 'invalid sorting option: x'],
    ['sort=constructor', 'invalid sorting option: constructor'],
    ['sort=stop', 'sort by stop only valid on closed connections'],
    ['sort=reason&state=any', 'sort by reason only valid on closed connections'],
  ] as const) {
    it(`refuses ${query}`, () => {
      assert.throws(() => connz(view(), new Query(query), NOW), { message: text });
    });
  }
});
