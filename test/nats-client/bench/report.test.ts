import assert from 'node:assert/strict';
import { LatencyHistogram } from '../../../src/nats-client/bench/latency-histogram.ts';
import { reportCsv } from '../../../src/nats-client/bench/report-csv.ts';
import { reportJson } from '../../../src/nats-client/bench/report-json.ts';
import { reportLines } from '../../../src/nats-client/bench/report.ts';
import type { BenchReport, ClientResult } from '../../../src/nats-client/bench/statistics.ts';

const client: ClientResult = { messages: 1_000_000, bytes: 16_000_000, startMs: 0, endMs: 800 };
const idle: ClientResult = { messages: 0, bytes: 0, startMs: 0, endMs: 0 };

function timed(): ClientResult {
  const latency = new LatencyHistogram();
  for (let n = 0; n < 4; n++) latency.record(0.0015);
  return { messages: 4, bytes: 400, startMs: 0, endMs: 2000, latency };
}

function report(role: 'publishers' | 'requesters', ...clients: ClientResult[]): BenchReport {
  const label = role === 'publishers' ? 'Core NATS publisher' : 'Core NATS service requester';
  const groups = [{ label, role, clients }];
  return { subject: 'a', size: 16, perSecond: 0, groups, disconnects: 0, isInterrupted: false };
}

describe('reportLines', () => {
  it('has one line for one client', () => {
    assert.deepEqual(reportLines(report('publishers', client)), [
      'NATS Core NATS publisher stats: 1,250,000 msgs/sec ~ 19 MiB/sec ~ 0.80us',
    ]);
  });

  it('has a line for each of several, and all together', () => {
    const other = { ...client, messages: 500_000, bytes: 8_000_000 };
    assert.deepEqual(reportLines(report('publishers', client, other)), [
      ' [1] 1,250,000 msgs/sec ~ 19 MiB/sec ~ 0.80us (1,000,000 msgs)',
      ' [2] 625,000 msgs/sec ~ 9.5 MiB/sec ~ 1.60us (500,000 msgs)',
      '',
      ' NATS Core NATS publisher aggregated stats: 1,875,000 msgs/sec ~ 29 MiB/sec',
      ' message rates min 625,000 | avg 937,500 | max 1,250,000 | stddev 312,500 msgs',
    ]);
  });

  it('has latencies and their histogram', () => {
    assert.deepEqual(reportLines(report('requesters', timed()), true), [
      'NATS Core NATS service requester stats: 2 msgs/sec ~ 200 B/sec ~ min: 1.50us ~ avg: 1.50us ~ max: 1.50us ~ P50: 1.50us ~ P90: 1.50us ~ P99: 1.50us ~ P99.9: 1.50us',
      '',
      '    1us -    2us  4  100.0%  ########################################',
    ]);
    assert.equal(
      reportLines(report('requesters', timed(), timed()))[5],
      ' latencies per operation min 1.50us | avg 1.50us | max 1.50us | stddev 0.00us | P50 1.50us | P90 1.50us | P99 1.50us | P99.9 1.50us',
    );
  });

  it('ends with what was lost, and connections that were', () => {
    const delivery = { sent: 3000, received: 2990, lost: 10, duplicates: 1, reordered: 2 };
    assert.deepEqual(reportLines({ ...report('publishers', client), delivery, disconnects: 1 }), [
      'NATS Core NATS publisher stats: 1,250,000 msgs/sec ~ 19 MiB/sec ~ 0.80us',
      '',
      'Sent: 3,000 ~ Received: 2,990 ~ Lost: 10 (0.33%) ~ Duplicates: 1 ~ Reordered: 2',
      'Connections lost and dialled again: 1',
    ]);
  });

  it('says so when there is nothing', () => {
    assert.deepEqual(reportLines(report('publishers', idle)), [
      'No publisher or subscribers. Nothing to report.',
    ]);
  });
});

describe('reportCsv', () => {
  it('has a row for each client', () => {
    assert.equal(
      reportCsv(report('publishers', client, client), 'run1'),
      '#RunID,ClientID,MsgCount,MsgBytes,MsgsPerSec,BytesPerSec,DurationSecs\n' +
        'run1,P1,1000000,16000000,1250000.000000,20000000.000000,0.800000\n' +
        'run1,P2,1000000,16000000,1250000.000000,20000000.000000,0.800000\n',
    );
  });

  it('has latencies where they were measured', () => {
    assert.equal(
      reportCsv(report('requesters', timed(), idle), 'run1'),
      '#RunID,ClientID,MsgCount,MsgBytes,MsgsPerSec,BytesPerSec,DurationSecs,MinLatencyMicroSecs,AvgLatencyMicroSecs,MaxLatencyMicroSecs,P50LatencyMicroSecs,P90LatencyMicroSecs,P99LatencyMicroSecs,P99.9LatencyMicroSecs\n' +
        'run1,R1,4,400,2.000000,200.000000,2.000000,1.50,1.50,1.50,1.50,1.50,1.50,1.50\n' +
        'run1,R2,0,0,0.000000,0.000000,0.000000,,,,,,,\n',
    );
  });
});

describe('reportJson', () => {
  it('has groups under their roles, and the histogram once', () => {
    const json = reportJson(report('requesters', timed()));
    const latency = {
      ...{ minUs: 1.5, avgUs: 1.5, maxUs: 1.5, stddevUs: 0 },
      ...{ p50Us: 1.5, p90Us: 1.5, p99Us: 1.5, p999Us: 1.5 },
    };
    const rate = {
      ...{ messages: 4, bytes: 400, durationMs: 2000 },
      ...{ messagesPerSecond: 2, bytesPerSecond: 200 },
    };
    assert.deepEqual(JSON.parse(JSON.stringify(json)), {
      subject: 'a',
      size: 16,
      requesters: {
        label: 'Core NATS service requester',
        ...rate,
        latency: { ...latency, histogram: [{ fromUs: 1.5, toUs: 1.52, count: 4 }] },
        clients: [{ ...rate, latency }],
      },
      disconnects: 0,
      interrupted: false,
    });
  });
});
