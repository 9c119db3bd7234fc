/** The CSV file of `nats bench --csv`: a row for each client, and its columns. */
import { rateOf, type BenchReport, type ClientResult, type Group } from './statistics.ts';

const COLUMNS = [
  'RunID',
  'ClientID',
  'MsgCount',
  'MsgBytes',
  'MsgsPerSec',
  'BytesPerSec',
  'DurationSecs',
];
const LATENCY_COLUMNS = ['Min', 'Avg', 'Max', 'P50', 'P90', 'P99', 'P99.9'].map(
  (name) => `${name}LatencyMicroSecs`,
);

/** What a client's id begins with. */
const PREFIX: Readonly<Record<Group['role'], string>> = {
  publishers: 'P',
  subscribers: 'S',
  requesters: 'R',
  servers: 'V',
};

export function reportCsv(report: BenchReport, runId: string): string {
  const clients = report.groups.flatMap((group) => group.clients);
  const hasLatency = clients.some((client) => client.latency !== undefined);
  const header = `#${[...COLUMNS, ...(hasLatency ? LATENCY_COLUMNS : [])].join(',')}`;
  const rows = report.groups.flatMap(({ role, clients }) =>
    clients.map((client, at) =>
      [runId, `${PREFIX[role]}${at + 1}`, ...values(client, hasLatency)].join(','),
    ),
  );
  return `${[header, ...rows].join('\n')}\n`;
}

function values(client: ClientResult, hasLatency: boolean): string[] {
  const { messages, bytes, durationMs, messagesPerSecond, bytesPerSecond } = rateOf(client);
  const rate = [messagesPerSecond, bytesPerSecond, durationMs / 1000].map((n) => n.toFixed(6));
  return [String(messages), String(bytes), ...rate, ...(hasLatency ? latencies(client) : [])];
}

function latencies({ latency }: ClientResult): string[] {
  const summary = latency?.summary();
  if (summary === undefined) return LATENCY_COLUMNS.map(() => '');
  const { minUs, avgUs, maxUs, p50Us, p90Us, p99Us, p999Us } = summary;
  return [minUs, avgUs, maxUs, p50Us, p90Us, p99Us, p999Us].map((us) => us.toFixed(2));
}
