/** A report in the lines of `nats bench`, with what it does not have: a histogram, and the messages that were lost. */
import { formatByteSize } from './byte-size.ts';
import { formatCount, formatMicroseconds } from './format.ts';
import { histogramChart } from './histogram-chart.ts';
import type { LatencyHistogram, LatencySummary } from './latency-histogram.ts';
import {
  rateOf,
  spread,
  together,
  type BenchReport,
  type ClientResult,
  type Delivery,
  type Group,
} from './statistics.ts';

/** The lines of a report; `isAscii` draws bars without block characters. */
export function reportLines(report: BenchReport, isAscii = false): string[] {
  const groups = report.groups.filter((group) => together(group.clients).messages > 0);
  const lines =
    groups.length === 0 && report.delivery === undefined
      ? ['No publisher or subscribers. Nothing to report.']
      : groups.flatMap((group) => [...groupLines(group), ...latencyChart(group, isAscii), '']);
  if (report.delivery !== undefined) lines.push(deliveryLine(report.delivery));
  if (report.disconnects > 0) {
    lines.push(`Connections lost and dialled again: ${formatCount(report.disconnects)}`);
  }
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function groupLines({ label, clients }: Group): string[] {
  const whole = together(clients);
  const [only] = clients;
  if (clients.length === 1) return [`NATS ${label} stats: ${clientText(only!)}`];
  const rates = spread(clients.map((client) => rateOf(client).messagesPerSecond));
  const [min, avg, max, stddev] = [rates.min, rates.avg, rates.max, rates.stddev].map(formatCount);
  const latency = whole.latency?.summary();
  return [
    ...clients.map(
      (client, at) => ` [${at + 1}] ${clientText(client)} (${formatCount(client.messages)} msgs)`,
    ),
    '',
    ` NATS ${label} aggregated stats: ${rateText(whole)}`,
    ` message rates min ${min!} | avg ${avg!} | max ${max!} | stddev ${stddev!} msgs`,
    ...(latency === undefined ? [] : [latencyLine(latency)]),
  ];
}

function clientText(client: ClientResult): string {
  const latency = client.latency?.summary();
  if (latency !== undefined) return `${rateText(client)} ~ ${latencyText(latency)}`;
  const { durationMs, messages } = rateOf(client);
  if (messages === 0 || durationMs === 0) return rateText(client);
  return `${rateText(client)} ~ ${formatMicroseconds((durationMs * 1000) / messages)}`;
}

function rateText(client: ClientResult): string {
  const { messagesPerSecond, bytesPerSecond } = rateOf(client);
  return `${formatCount(messagesPerSecond)} msgs/sec ~ ${formatByteSize(bytesPerSecond)}/sec`;
}

function latencyText(latency: LatencySummary): string {
  return named(latency)
    .filter(([name]) => name !== 'stddev')
    .map(([name, us]) => `${name}: ${formatMicroseconds(us)}`)
    .join(' ~ ');
}

function latencyLine(latency: LatencySummary): string {
  const values = named(latency).map(([name, us]) => `${name} ${formatMicroseconds(us)}`);
  return ` latencies per operation ${values.join(' | ')}`;
}

function named(latency: LatencySummary): (readonly [string, number])[] {
  return [
    ['min', latency.minUs],
    ['avg', latency.avgUs],
    ['max', latency.maxUs],
    ['stddev', latency.stddevUs],
    ['P50', latency.p50Us],
    ['P90', latency.p90Us],
    ['P99', latency.p99Us],
    ['P99.9', latency.p999Us],
  ];
}

function latencyChart({ clients }: Group, isAscii: boolean): string[] {
  const latency: LatencyHistogram | undefined = together(clients).latency;
  return latency === undefined ? [] : ['', ...histogramChart(latency, isAscii)];
}

function deliveryLine({ sent, received, lost, duplicates, reordered }: Delivery): string {
  const percent = sent === 0 || lost === 0 ? '' : ` (${percentText(lost / sent)})`;
  return [
    `Sent: ${formatCount(sent)}`,
    `Received: ${formatCount(received)}`,
    `Lost: ${formatCount(lost)}${percent}`,
    `Duplicates: ${formatCount(duplicates)}`,
    `Reordered: ${formatCount(reordered)}`,
  ].join(' ~ ');
}

/** Two digits that count: a loss of one in a million is not 0%. */
function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(2))}%`;
}
