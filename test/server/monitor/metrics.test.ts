import assert from 'node:assert/strict';
import { ClosedConnections } from '../../../src/server/monitor/closed-connections.ts';
import { counter, metricLines } from '../../../src/server/monitor/metric.ts';
import { metrics } from '../../../src/server/monitor/metrics.ts';
import { Query } from '../../../src/server/monitor/query.ts';
import { parsePrometheus } from '../../support/prometheus.ts';
import { account, around, connection, connections, NOW, view } from './view.ts';

const closedConnections = new ClosedConnections(1);
closedConnections.add(connection(), 'Client Closed', NOW);
const server = view({
  closedConnections,
  connections: connections(
    connection({ id: 1, pendingBytes: 5, rttMs: 2 }),
    connection({ id: 2, pendingBytes: 7, rttMs: undefined }),
  ),
});
const lines = (query = '', seen = server): string[] =>
  [...metrics(seen, around, new Query(query))].join('').split('\n');

describe('metrics', () => {
  for (const line of [
    'nats_server_healthy 1',
    'nats_start_time_seconds 1795330800.48',
    'nats_max_connections 65536',
    'nats_subscriptions 3',
    'nats_connections 1',
    'nats_connections_total 2',
    'nats_connections_closed_total{reason="Client Closed"} 1',
    'nats_received_messages_total{peer="client"} 6',
    'nats_received_messages_total{peer="server"} 18',
    'nats_received_bytes_total{peer="client"} 7',
    'nats_sent_messages_total{peer="client"} 10',
    'nats_sent_bytes_total{peer="server"} 18',
    'nats_slow_consumers_total{kind="client"} 12',
    'nats_stale_connections_total{kind="leafnode"} 20000',
    'nats_publisher_stalls_total 16',
    'nats_pending_bytes 12',
    'nats_pending_bytes_max 7',
    'nats_rtt_seconds_max 0.002',
    'nats_account_connections{account="$G"} 2',
    'nats_account_received_messages_total{account="$G"} 30',
    'nats_account_sent_bytes_total{account="$G"} 33',
    'nats_account_slow_consumers_total{account="$G"} 34',
    'process_cpu_seconds_total 2.25',
    'process_resident_memory_bytes 1000',
  ]) {
    it(`tells ${line}`, () => assert.ok(lines().includes(line), lines().join('\n')));
  }

  it('says what each is and of which type, in the words of Prometheus; counters end in _total', () => {
    const names = ['$G', 'a"b\\c\nd', 'ü{} ,='];
    const accounts = new Map(names.map((name) => [name, account(name)]));
    const families = parsePrometheus(lines('', view({ accounts })).join('\n'));
    assert.ok(families.size > 25);
    for (const [name, { type, help, samples }] of families) {
      assert.match(name, /^(nats|process)_[a-z_]+$/);
      assert.equal(type, name.endsWith('_total') ? 'counter' : 'gauge', name);
      assert.match(help, /^[A-Z].*\.$/, name);
      assert.ok(
        samples.every(({ value }) => Number.isFinite(value)),
        name,
      );
    }
    assert.deepEqual(
      families.get('nats_account_connections')!.samples.map(({ labels }) => labels),
      names.map((name) => ({ account: name })),
    );
  });

  it('tells a hundred accounts apart unless all are asked for', () => {
    const names = Array.from({ length: 150 }, (_, at) => `A${at}`);
    const accounts = new Map(names.map((name) => [name, account(name)]));
    const count = (query: string): number =>
      lines(query, view({ accounts })).filter((line) =>
        line.startsWith('nats_account_connections{'),
      ).length;
    assert.deepEqual([count(''), count('accounts=all')], [101, 150]);
  });
});

describe('metricLines', () => {
  it('escapes what would end a label', () => {
    const metric = counter('x_total', 'X.', [[1, { name: 'a"b\\c\nd' }]]);
    assert.equal(
      metricLines(metric),
      '# HELP x_total X.\n# TYPE x_total counter\nx_total{name="a\\"b\\\\c\\nd"} 1\n',
    );
  });
});
