import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import type { Connection } from '../../../src/server/connection/connection.ts';
import { jsonPieces } from '../../../src/server/monitor/json.ts';
import { Query } from '../../../src/server/monitor/query.ts';
import type { ServerView } from '../../../src/server/monitor/server-view.ts';
import { subsz } from '../../../src/server/monitor/subsz.ts';
import { account, NOW, subscription, view } from './view.ts';

const answer = (query: string, server: ServerView): Record<string, unknown> =>
  JSON.parse([...jsonPieces(subsz(server, new Query(query), NOW))].join('')) as never;

/** An account with subscriptions to `subjects`, each with its place for a sid. */
function accountWith(name: string, ...subjects: string[]): Account {
  const made = new Account(name, []);
  subjects.forEach((subject, at) => {
    // Cast: its id is all of a connection that is told.
    const own = {
      ...subscription({ subject, sid: String(at) }),
      connection: { id: 9 } as unknown as Connection,
    };
    made.subscribe(own);
  });
  return made;
}

describe('subsz', () => {
  it("has nats-server's fields in nats-server's order, summed up over the accounts", () => {
    const accounts = new Map([
      ['A', account('A')],
      ['B', account('B')],
    ]);
    const expected = {
      server_id: 'NID',
      now: '2026-11-22T07:01:02.48Z',
      num_subscriptions: 70,
      num_cache: 8,
      num_inserts: 72,
      num_removes: 74,
      num_matches: 80,
      cache_hit_rate: 0.25,
      max_fanout: 5,
      avg_fanout: 1.5,
      total: 0,
      offset: 0,
      limit: 1024,
    };
    const text = [...jsonPieces(subsz(view({ accounts }), new Query(''), NOW))].join('');
    assert.equal(text, JSON.stringify(expected, undefined, 2));
  });

  const accounts = new Map([
    ['A', accountWith('A', 'a.b', 'a.*', 'c')],
    ['B', accountWith('B', 'a.b')],
  ]);
  const server = view({ accounts });

  for (const [query, total, listed] of [
    ['', 0, undefined],
    ['subs=1', 4, 4],
    ['subs=1&acc=A', 3, 3],
    ['subs=1&acc=nope', 0, undefined],
    ['subs=1&test=a.b', 3, 3],
    ['subs=1&test=a.b&acc=A', 2, 2],
    ['subs=1&limit=2', 4, 2],
    ['subs=1&offset=3', 4, 1],
    ['subs=1&offset=4', 4, undefined],
    ['subs=1&offset=2&limit=1', 4, 1],
  ] as const) {
    it(`lists ${listed ?? 'none'} of ${total} for "${query}"`, () => {
      const { total: found, subscriptions_list: list } = answer(query, server);
      assert.deepEqual([found, (list as unknown[] | undefined)?.length], [total, listed]);
    });
  }

  it('tells all of them on its pages, each once', () => {
    const pages = [0, 1, 2, 3].flatMap(
      (offset) =>
        answer(`subs=1&limit=1&offset=${offset}`, server)['subscriptions_list'] as object[],
    );
    assert.equal(new Set(pages.map((page) => JSON.stringify(page))).size, 4);
    const last = { account: 'B', account_tag: 'B', subject: 'a.b', sid: '0', msgs: 0, cid: 9 };
    assert.deepEqual(pages[3], last);
  });

  it('gives others a turn while it passes over many', () => {
    const many = new Map([
      ['A', accountWith('A', ...Array.from({ length: 5000 }, (_, at) => `s.${at}`))],
    ]);
    const pieces = [
      ...jsonPieces(subsz(view({ accounts: many }), new Query('subs=1&offset=4999'), NOW)),
    ];
    assert.equal(pieces.filter((piece) => piece === '').length, 5);
  });

  it('counts nothing that it asks for itself', () => {
    const before = accounts.get('A')!.sublistStatistics;
    answer('subs=1&test=a.b', server);
    assert.deepEqual(accounts.get('A')!.sublistStatistics, before);
  });

  it('refuses a subject that nobody can publish to', () => {
    assert.throws(() => answer('test=a.*', server), {
      message: 'invalid test subject, must be valid publish subject: a.*',
    });
  });
});
