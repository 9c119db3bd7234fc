// What is told of servers and users, member by member.
import assert from 'node:assert/strict';
import { completeOptions } from '../../../src/server/options/options.ts';
import { typedEvent } from '../../../src/server/system/event.ts';
import { serverInfo } from '../../../src/server/system/server-info.ts';
import { statsz } from '../../../src/server/system/statsz.ts';
import { userInfo } from '../../../src/server/system/user-info.ts';
import { account, NOW, view } from '../monitor/view.ts';

describe('serverInfo', () => {
  it('leaves out what is not configured', () => {
    const info = serverInfo(view({ options: completeOptions({}) }), 7, NOW);
    assert.equal(
      JSON.stringify(info),
      '{"name":"N1","host":"127.0.0.1","id":"NID","ver":"2.12.0","jetstream":false,"flags":0,"seq":7,"time":"2026-11-22T07:01:02.48Z"}',
    );
  });

  it('tells tags and metadata', () => {
    const options = completeOptions({ serverTags: ['Az:1'], serverMetadata: { k: 'v' } });
    const { tags, metadata } = serverInfo(view({ options }), 1, NOW);
    assert.deepEqual([tags, metadata], [['az:1'], { k: 'v' }]);
  });
});

describe('typedEvent', () => {
  it('begins as events of NATS do', () => {
    assert.deepEqual(typedEvent('client_connect', 'ID', NOW), {
      type: 'io.nats.server.advisory.v1.client_connect',
      id: 'ID',
      timestamp: '2026-11-22T07:01:02.48Z',
    });
  });
});

describe('statsz', () => {
  const usage = { memoryBytes: 50, cores: 4, cpuPercent: 1.5 };

  it('tells the counts of the server', () => {
    const accounts = new Map([
      ['A', account('A', { clients: 2 })],
      ['B', account('B')],
    ]);
    assert.deepEqual(JSON.parse(JSON.stringify(statsz(view({ accounts }), usage, 3))), {
      start: '2026-11-22T07:00:00.48Z',
      ...{ mem: 50, cores: 4, cpu: 1.5 },
      ...{ connections: 1, total_connections: 2, active_accounts: 1, subscriptions: 3 },
      sent: { msgs: 28, bytes: 29 },
      sent_to_clients: { msgs: 10, bytes: 11 },
      received: { msgs: 24, bytes: 25 },
      received_from_clients: { msgs: 6, bytes: 7 },
      slow_consumers: 14,
      slow_consumer_stats: { clients: 12, routes: 100, gateways: 1000, leafs: 10000 },
      stale_connections: 15,
      stale_connection_stats: { clients: 13, routes: 200, gateways: 2000, leafs: 20000 },
      ...{ stalled_clients: 16, active_servers: 3, gomaxprocs: 1 },
    });
  });

  it('leaves out troubles that there were not', () => {
    const none = { clients: 0, routes: 0, gateways: 0, leafnodes: 0 };
    const { counters } = view();
    const calm = {
      ...counters,
      ...{ staleConnections: 0, stalledClients: 0 },
      ...{ slowConsumersByKind: none, staleConnectionsByKind: none },
    };
    const told = statsz(view({ counters: calm }), usage, 1);
    const keys = Object.keys(JSON.parse(JSON.stringify(told)) as object);
    assert.deepEqual(keys.slice(-4), [
      'received_from_clients',
      'slow_consumers',
      'active_servers',
      'gomaxprocs',
    ]);
  });
});

describe('userInfo', () => {
  const user = {
    authorizedUser: 'U1',
    userName: '',
    account: { name: 'A1', nameTag: 'acme' },
    permissions: undefined,
    expiresAtMs: undefined,
  };
  const told = (changes: Partial<Parameters<typeof userInfo>[0]>): unknown =>
    JSON.parse(JSON.stringify(userInfo({ ...user, ...changes }, NOW)));

  it('tells account and name', () => {
    assert.deepEqual(told({}), { user: 'U1', account: 'A1', account_name: 'acme' });
    assert.deepEqual(told({ userName: 'joe' }), {
      ...{ user: 'U1', account: 'A1', account_name: 'acme', user_name: 'joe' },
    });
  });

  it('tells how long he may stay, in nanoseconds of whole seconds', () => {
    const { expires } = told({ expiresAtMs: NOW + 90_900 }) as { expires: number };
    assert.equal(expires, 90_000_000_000);
  });

  it('tells what he may do', () => {
    const terms = {
      publish: { allow: ['a'], deny: [] },
      subscribe: { deny: ['b q'] },
      allowResponses: { max: 1, expiresMs: 120_000 },
    };
    const { permissions } = told({ permissions: { terms } }) as { permissions: unknown };
    assert.deepEqual(permissions, {
      publish: { allow: ['a'] },
      subscribe: { deny: ['b q'] },
      responses: { max: 1, ttl: 120_000_000_000 },
    });
  });
});
