import type { LatencyHistogram } from './latency-histogram.ts';
import { rateOf, together, type BenchReport, type ClientResult } from './statistics.ts';

/** A report for programs: times in ms, latencies in µs with the histogram's buckets, rates a second. */
export function reportJson(report: BenchReport): Record<string, unknown> {
  const { subject, size, perSecond, groups, delivery, disconnects, isInterrupted } = report;
  return {
    subject,
    size,
    ...(perSecond === 0 ? {} : { rate: perSecond }),
    ...Object.fromEntries(
      groups.map(({ role, label, clients }) => [
        role,
        {
          label,
          ...resultJson(together(clients), true),
          clients: clients.map((client) => resultJson(client, false)),
        },
      ]),
    ),
    ...(delivery === undefined ? {} : { delivery }),
    disconnects,
    interrupted: isInterrupted,
  };
}

function resultJson(result: ClientResult, hasHistogram: boolean): Record<string, unknown> {
  return {
    ...rateOf(result),
    ...(result.latency === undefined ? {} : { latency: latencyJson(result.latency, hasHistogram) }),
  };
}

function latencyJson(latency: LatencyHistogram, hasHistogram: boolean): Record<string, unknown> {
  return { ...latency.summary(), ...(hasHistogram ? { histogram: latency.buckets() } : {}) };
}
