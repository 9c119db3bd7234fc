// /routez, /leafz and /gatewayz: what the later kinds of connections will look like.
import assert from 'node:assert/strict';
import { gatewayz } from '../../../src/server/monitor/gatewayz.ts';
import { jsonPieces } from '../../../src/server/monitor/json.ts';
import { leafz } from '../../../src/server/monitor/leafz.ts';
import { Query } from '../../../src/server/monitor/query.ts';
import { routez } from '../../../src/server/monitor/routez.ts';
import type { GatewayInterestView } from '../../../src/server/monitor/server-view.ts';
import { connection, NOW, subscription, subscriptions, view, named } from './view.ts';

const text = (value: object): string => [...jsonPieces(value)].join('');
const head = { server_id: 'NID', now: '2026-11-22T07:01:02.48Z' };
const shared = {
  id: 4,
  clientType: undefined,
  subscriptions: subscriptions(subscription({ subject: 'a' })),
} as const;

describe('routez', () => {
  it('is empty without routes', () => {
    assert.equal(
      text(routez(view(), new Query(''), NOW)),
      JSON.stringify(
        { server_id: 'NID', server_name: 'N1', now: head.now, num_routes: 0, routes: [] },
        undefined,
        2,
      ),
    );
  });

  it("describes a route with nats-server's fields in nats-server's order", () => {
    const route = {
      ...connection({ ...shared, kindName: 'Router' }),
      remoteId: 'NB',
      remoteName: 'B',
      isSolicited: true,
      isConfigured: false,
      accountName: 'A',
      compression: 's2_fast',
    };
    const expected = {
      server_id: 'NID',
      server_name: 'N1',
      now: head.now,
      num_routes: 1,
      routes: [
        {
          rid: 4,
          remote_id: 'NB',
          remote_name: 'B',
          did_solicit: true,
          is_configured: false,
          ip: '192.0.2.1',
          port: 4711,
          start: '2026-11-22T07:00:02.48Z',
          last_activity: '2026-11-22T07:00:52.48Z',
          rtt: '689\u00b5s',
          uptime: '1m0s',
          idle: '10s',
          pending_size: 17,
          in_msgs: 18,
          out_msgs: 20,
          in_bytes: 19,
          out_bytes: 21,
          subscriptions: 1,
          subscriptions_list: ['a'],
          account: 'A',
          compression: 's2_fast',
        },
      ],
    };
    assert.equal(
      text(routez(view({ routes: [route] }), new Query('subs=1'), NOW)),
      JSON.stringify(expected, undefined, 2),
    );
  });
});

describe('leafz', () => {
  const leafnode = {
    ...connection({ ...shared, kindName: 'Leafnode', account: named('A') }),
    remoteName: 'L',
    isSpoke: true,
    isIsolated: false,
    compression: '',
  };
  const server = view({ leafnodes: [leafnode] });

  it("describes a leafnode with nats-server's fields in nats-server's order", () => {
    const expected = {
      ...head,
      leafnodes: 1,
      leafs: [
        {
          id: 4,
          name: 'L',
          is_spoke: true,
          account: 'A',
          ip: '192.0.2.1',
          port: 4711,
          rtt: '689\u00b5s',
          in_msgs: 18,
          out_msgs: 20,
          in_bytes: 19,
          out_bytes: 21,
          subscriptions: 1,
          subscriptions_list: ['a'],
        },
      ],
    };
    assert.equal(
      text(leafz(server, new Query('subs=1&acc=A'), NOW)),
      JSON.stringify(expected, undefined, 2),
    );
  });

  it('shows those of the account that is asked for', () => {
    assert.equal(
      text(leafz(server, new Query('acc=B'), NOW)),
      JSON.stringify({ ...head, leafnodes: 0, leafs: [] }, undefined, 2),
    );
  });
});

describe('gatewayz', () => {
  it('is empty without gateways', () => {
    assert.equal(
      text(gatewayz(view(), new Query('accs=1'), NOW)),
      JSON.stringify({ ...head, outbound_gateways: {}, inbound_gateways: {} }, undefined, 2),
    );
  });

  const interest: GatewayInterestView = {
    mode: 'Interest-Only',
    noInterestCount: 0,
    queueSubscriptionCount: 2,
    subscriptions: shared.subscriptions,
  };
  const gateway = {
    isConfigured: true,
    connection: connection({ ...shared, kindName: 'Gateway' }),
    accounts: new Map([
      ['A', interest],
      ['B', interest],
    ]),
  };
  const server = view({
    gateways: {
      name: 'C1',
      host: '127.0.0.1',
      port: 7222,
      outbound: new Map([['C2', gateway]]),
      inbound: new Map([['C3', [gateway, gateway]]]),
    },
  });
  const answer = (query: string) =>
    JSON.parse(text(gatewayz(server, new Query(query), NOW))) as {
      name: string;
      outbound_gateways: Record<string, Record<string, unknown>>;
      inbound_gateways: Record<string, Record<string, unknown>[]>;
    };

  it('tells of the remote gateways, and of accounts only when asked', () => {
    const { name, outbound_gateways: outbound, inbound_gateways: inbound } = answer('');
    assert.equal(name, 'C1');
    assert.deepEqual(Object.keys(outbound['C2']!), ['configured', 'connection']);
    assert.equal((outbound['C2']!['connection'] as { kind: string }).kind, 'Gateway');
    assert.equal(inbound['C3']!.length, 2);
  });

  it('tells what the other side of an outbound one is interested in', () => {
    const { outbound_gateways: outbound } = answer('accs=1&acc_name=B&subs=1');
    assert.deepEqual(outbound['C2']!['accounts'], [
      {
        name: 'B',
        interest_mode: 'Interest-Only',
        interest_only_threshold: 1000,
        num_subs: 1,
        num_queue_subs: 2,
        subscriptions_list: ['a'],
      },
    ]);
  });

  it('shows the gateway that is asked for', () => {
    const { outbound_gateways: outbound, inbound_gateways: inbound } = answer('gw_name=C3');
    assert.deepEqual([Object.keys(outbound), Object.keys(inbound)], [[], ['C3']]);
  });
});
