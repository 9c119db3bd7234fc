import assert from 'node:assert/strict';
import { varz } from '../../../src/server/monitor/varz.ts';
import { completeOptions } from '../../../src/server/options/options.ts';
import { goVersionText } from '../../../src/server/version.ts';
import { around, noExpiries, view } from './view.ts';

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
      in_msgs: 24,
      in_bytes: 25,
      in_client_msgs: 6,
      in_client_bytes: 7,
      out_msgs: 28,
      out_bytes: 29,
      out_client_msgs: 10,
      out_client_bytes: 11,
      slow_consumers: 14,
      stale_connections: 15,
      stalled_clients: 16,
      subscriptions: 3,
      http_req_stats: { '/': 1, '/varz': 2 },
      config_load_time: '2026-11-22T07:00:00Z',
      config_digest: '',
      slow_consumer_stats: { clients: 12, routes: 100, gateways: 1000, leafs: 10000 },
      stale_connection_stats: { clients: 13, routes: 200, gateways: 2000, leafs: 20000 },
      disk_io_wait_stats: { waiters: 0, waits: 0, wait_time: 0, max_wait_time: 0 },
    };
    // As text, because the order counts.
    assert.equal(
      JSON.stringify(varz(view(), around), undefined, 2),
      JSON.stringify(expected, undefined, 2),
    );
  });

  it('shows what is omitted when empty once it is not', () => {
    const options = completeOptions({
      maxSubscriptions: 7,
      serverTags: ['Zone:A'],
      serverMetadata: { k: 'v', A: 'b' },
      featureFlags: { f: true },
    });
    const shown = varz(
      view({
        options,
        connectUrls: ['10.0.0.1:4222'],
        requiresLogin: true,
        configDigest: 'sha256:1',
        systemAccount: 'SYS',
        certificateExpiries: { ...noExpiries, clients: 1_000 },
      }),
      around,
    );
    assert.deepEqual(
      [shown['connect_urls'], shown['max_subscriptions'], shown['auth_required']],
      [['10.0.0.1:4222'], 7, true],
    );
    assert.deepEqual(
      [shown['tags'], shown['metadata'], shown['feature_flags']],
      [['zone:a'], { A: 'b', k: 'v' }, { f: true }],
    );
    assert.deepEqual(
      [shown['config_digest'], shown['system_account'], shown['tls_cert_not_after']],
      ['sha256:1', 'SYS', '1970-01-01T00:00:01Z'],
    );
  });
});
