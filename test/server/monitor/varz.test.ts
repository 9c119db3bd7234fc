import assert from 'node:assert/strict';
import { uptime, varz } from '../../../src/server/monitor/varz.ts';
import { completeOptions } from '../../../src/server/options/options.ts';
import { goVersionText } from '../../../src/server/version.ts';
import { view } from './view.ts';

const around = {
  nowMs: Date.UTC(2026, 10, 22, 7, 1, 2, 480),
  monitorHost: '127.0.0.1',
  monitorPort: 8333,
  requests: new Map([
    ['/varz', 2],
    ['/', 1],
  ]),
  memoryBytes: 1000,
  cores: 4,
  cpuPercent: 1.5,
};

describe('varz', () => {
  it("has nats-server's fields in nats-server's order", () => {
    const expected = {
      server_id: 'NID',
      server_name: 'N1',
      version: '2.12.0',
      proto: 1,
      go: goVersionText,
      host: '127.0.0.1',
      port: 4333,
      max_connections: 65536,
      ping_interval: 120000000000,
      ping_max: 2,
      http_host: '127.0.0.1',
      http_port: 8333,
      http_base_path: '',
      https_port: 0,
      auth_timeout: 2,
      max_control_line: 4096,
      max_payload: 1048576,
      max_pending: 67108864,
      cluster: {},
      gateway: {},
      leaf: {},
      mqtt: {},
      websocket: {},
      jetstream: {},
      tls_timeout: 2,
      write_deadline: 10000000000,
      start: '2026-11-22T07:00:00.48Z',
      now: '2026-11-22T07:01:02.48Z',
      uptime: '1m2s',
      mem: 1000,
      cores: 4,
      gomaxprocs: 1,
      cpu: 1.5,
      connections: 1,
      total_connections: 2,
      routes: 0,
      remotes: 0,
      leafnodes: 0,
      in_msgs: 4,
      in_bytes: 5,
      in_client_msgs: 6,
      in_client_bytes: 7,
      out_msgs: 8,
      out_bytes: 9,
      out_client_msgs: 10,
      out_client_bytes: 11,
      slow_consumers: 12,
      stale_connections: 14,
      stalled_clients: 16,
      subscriptions: 3,
      http_req_stats: { '/': 1, '/varz': 2 },
      config_load_time: '2026-11-22T07:00:00Z',
      config_digest: '',
      slow_consumer_stats: { clients: 13, routes: 0, gateways: 0, leafs: 0 },
      stale_connection_stats: { clients: 15, routes: 0, gateways: 0, leafs: 0 },
    };
    // As text, because the order counts.
    assert.equal(
      JSON.stringify(varz(view(), around), undefined, 2),
      JSON.stringify(expected, undefined, 2),
    );
  });

  it('shows what is omitted when empty once it is not', () => {
    const options = completeOptions({ maxSubscriptions: 7 });
    const { connect_urls, max_subscriptions } = varz(
      view({ options, connectUrls: ['10.0.0.1:4222'] }),
      around,
    );
    assert.deepEqual([connect_urls, max_subscriptions], [['10.0.0.1:4222'], 7]);
  });
});

describe('uptime', () => {
  const [minute, hour, day] = [60, 3600, 86400];
  for (const [seconds, text] of [
    [0, '0s'],
    [23.9, '23s'],
    [-1, '0s'],
    [minute + 2, '1m2s'],
    [hour, '1h0m0s'],
    [4 * day + 5, '4d0h0m5s'],
    [365 * day, '1y0d0h0m0s'],
  ] as const) {
    it(`writes ${text}`, () => assert.equal(uptime(seconds * 1000), text));
  }
});
