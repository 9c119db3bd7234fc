import assert from 'node:assert/strict';
import {
  ACCOUNT_ENDPOINTS,
  ALL_ACCOUNTS_STATZ,
  SERVER_ENDPOINTS,
  type Endpoint,
} from '../../../src/server/system/endpoints.ts';
import { expvarz } from '../../../src/server/system/go-runtime.ts';
import { queryOf, type Fields } from '../../../src/server/system/request-options.ts';
import type { ServerView } from '../../../src/server/monitor/server-view.ts';
import {
  account,
  connection,
  connections,
  named,
  NOW,
  subscription,
  subscriptions,
  around,
  view,
} from '../monitor/view.ts';

describe('endpoints', () => {
  const server = view({
    accounts: new Map([
      ['A', account('A')],
      ['B', account('B')],
    ]),
    connections: connections(
      connection({ id: 1, account: named('A'), authorizedUser: 'u' }),
      connection({
        id: 2,
        account: named('A'),
        subscriptions: subscriptions(subscription({ subject: 'foo.*' })),
      }),
    ),
  });

  /** The answer, as it is read. */
  const ask = (
    endpoint: Endpoint | undefined,
    said: Fields = {},
    name = '',
    asked: ServerView = server,
  ): Record<string, unknown> | undefined => {
    const fields = { ...said, ...(name === '' ? {} : endpoint!.about?.(name)) };
    const query = queryOf(fields, endpoint!.options);

    const answer = endpoint!.answer({ view: asked, fields, query, around, account: name });
    return answer && (JSON.parse(JSON.stringify(answer, listed)) as Record<string, unknown>);
  };
  const ids = (answer: Record<string, unknown> | undefined): unknown[] =>
    (answer!['connections'] as { cid: number }[]).map(({ cid }) => cid);

  it('tell of connections as they are asked to', () => {
    const { CONNZ } = SERVER_ENDPOINTS;
    assert.deepEqual(ids(ask(CONNZ)), [1, 2]);
    assert.deepEqual(ids(ask(CONNZ, { user: 'u' })), [1]);
    assert.deepEqual(ids(ask(CONNZ, { limit: 1, offset: 1 })), [2]);
    assert.deepEqual(ids(ask(CONNZ, { state: 1 })), []);
    assert.deepEqual(ids(ask(CONNZ, { state: 2 })), [1, 2]);
    assert.deepEqual(ids(ask(CONNZ, { acc: 'A', filter_subject: 'foo.bar' })), [2]);
    assert.deepEqual(ids(ask(CONNZ, { acc: 'A', filter_subject: 'bar' })), []);
    assert.deepEqual(ids(ask(CONNZ, { acc: 'A', filter_subject: '>' })), [1, 2]);
    assert.throws(() => ask(CONNZ, { filter_subject: 'foo' }), {
      message: 'filter by subject only valid with account filtering',
    });
    assert.throws(() => ask(CONNZ, { state: 7 }), { message: 'Error decoding state for 7' });
  });

  it('tell of an account what is its, whatever else is asked for', () => {
    const { CONNZ, INFO, STATZ, SUBSZ, JSZ } = ACCOUNT_ENDPOINTS;
    assert.deepEqual(ids(ask(CONNZ, { acc: 'B' }, 'A')), [1, 2]);
    assert.deepEqual(ids(ask(CONNZ, {}, 'B')), []);
    assert.equal(ask(INFO, {}, 'A')!['account_name'], 'A');
    assert.throws(() => ask(INFO, {}, 'C'), { message: 'Account C does not exist' });
    assert.equal(ask(SUBSZ, { account: 'B' }, 'A')!['total'], account('A').subscriptionCount);
    assert.throws(() => ask(JSZ, {}, 'A'), { message: 'jetstream not enabled' });
    assert.equal(namesOf(ask(STATZ, {}, 'A')), 'A');
  });

  it('leave out accounts without connections, unless they are wanted', () => {
    const { STATZ } = ACCOUNT_ENDPOINTS;
    assert.equal(ask(STATZ, {}, 'B'), undefined);
    assert.equal(namesOf(ask(STATZ, { include_unused: true }, 'B')), 'B');
    assert.equal(ask(STATZ, {}, 'PING'), undefined);
    assert.equal(namesOf(ask(ALL_ACCOUNTS_STATZ)), 'A');
    assert.equal(namesOf(ask(ALL_ACCOUNTS_STATZ, { include_unused: true })), 'A B');
    assert.equal(ask(ALL_ACCOUNTS_STATZ, { accounts: ['B', 'C'] }), undefined);
  });

  it('tell of health with a status', () => {
    assert.deepEqual(ask(SERVER_ENDPOINTS['HEALTHZ']), { status: 'ok', status_code: 200 });
    assert.deepEqual(ask(SERVER_ENDPOINTS['HEALTHZ'], {}, '', view({ failure: 'not yet' })), {
      status: 'error',
      status_code: 500,
      error: 'not yet',
    });
  });

  it('have no profiles, and show no command line', () => {
    assert.deepEqual(ask(SERVER_ENDPOINTS['PROFILEZ']), {
      profile: null,
      error: 'Profile name not specified',
    });
    assert.deepEqual(ask(SERVER_ENDPOINTS['PROFILEZ'], { name: 'cpu' }), {
      profile: null,
      error: 'Profile "cpu" not found',
    });
    assert.deepEqual(Object.keys(ask(SERVER_ENDPOINTS['EXPVARZ'])!), Object.keys(expvarz()));
    const { memstats, cmdline } = ask(SERVER_ENDPOINTS['EXPVARZ'])!;
    assert.deepEqual(cmdline, []);
    assert.ok(Object.values(memstats as object).every((bytes) => Number(bytes) > 0));
  });

  it('answer each name', () => {
    for (const [name, endpoint] of Object.entries(SERVER_ENDPOINTS))
      assert.equal(typeof ask(endpoint), 'object', name);
  });

  it('tell when they were asked', () => {
    assert.equal(
      ask(SERVER_ENDPOINTS['ROUTEZ'])!['now'],
      new Date(NOW).toISOString().replace('480', '48'),
    );
  });
});

function namesOf(answer: Record<string, unknown> | undefined): string {
  return (answer!['account_statz'] as { acc: string }[]).map(({ acc }) => acc).join(' ');
}

/** Lists are made while they are written. */
function listed(_key: string, value: unknown): unknown {
  const isLazy = typeof value === 'object' && value !== null && Symbol.iterator in value;
  return isLazy ? [...(value as Iterable<unknown>)] : value;
}
