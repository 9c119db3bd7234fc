/** `natsx latency`: how long messages take from one connection to another, perhaps at another server. */
import { writeFile } from 'node:fs/promises';
import { NatsxError } from '../../base/errors.ts';
import { formatByteSize, parseByteSize } from '../../nats-client/bench/byte-size.ts';
import { formatCount } from '../../nats-client/bench/format.ts';
import { LatencyHistogram } from '../../nats-client/bench/latency-histogram.ts';
import { Pace, pause, sleep } from '../../nats-client/bench/pace.ts';
import { toNatsxError } from '../../nats-client/client-error.ts';
import { Session } from '../../nats-client/session.ts';
import { countFlag, durationFlag } from '../connection-flags.ts';
import { clientFlags, clientSettings, timeoutOf } from '../context-flags.ts';
import { GoFlagError, type GoCommandLine, type GoFlagTable } from '../go-flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { jsonFlag, printJson } from './system-command.ts';
import { shortRtt } from './units.ts';

export const latencyFlags = {
  ...clientFlags,
  ...jsonFlag,
  'server-b': { type: 'string', value: 'url', description: 'The server of the subscriber' },
  size: { type: 'string', value: 'bytes', description: 'Size of a message', default: '8' },
  rate: { type: 'integer', value: 'n', description: 'Messages per second', default: 1000 },
  duration: { type: 'string', value: 'duration', description: 'How long to send', default: '5s' },
  histogram: {
    type: 'string',
    value: 'file',
    description: 'Write all latencies (file.raw, ms) and their distribution (file.histogram)',
  },
} as const satisfies GoFlagTable;

interface Plan {
  readonly size: number;
  readonly rate: number;
  readonly durationMs: number;
  readonly timeoutMs: number;
  readonly keepsAll: boolean;
  readonly signal: AbortSignal;
}

interface Measured {
  readonly histogram: LatencyHistogram;
  /** All latencies in ms as they came, if they are kept. */
  readonly all: readonly number[];
  readonly sent: number;
  readonly publishMs: number;
  readonly lastMs: number;
}

export async function latency(
  line: GoCommandLine<typeof latencyFlags>,
  io: Surroundings,
): Promise<number> {
  const { flags } = line;
  const stop = new AbortController();
  const plan: Plan = {
    size: sizeOf(flags.size),
    rate: countFlag('rate', flags.rate, 1),
    durationMs: durationFlag('duration', flags.duration),
    timeoutMs: timeoutOf(flags),
    keepsAll: flags.histogram !== undefined,
    signal: stop.signal,
  };
  const settings = await clientSettings(line, io, { name: 'natsx latency', reconnects: 0 });
  const publisher = await Session.open(settings);
  try {
    const servers = flags['server-b'] ?? settings.servers;
    const subscriber = await Session.open({ ...settings, servers });
    try {
      const rtts = [await rttOf(publisher), await rttOf(subscriber)] as const;
      void io.interrupted().then(() => stop.abort());
      const measured = await measure(publisher, subscriber, plan).catch((error: unknown) => {
        throw toNatsxError(error); // The library's, when a connection is lost.
      });
      const lost = measured.sent - measured.histogram.count;
      if (flags.histogram !== undefined) await writeHistogram(flags.histogram, measured);
      if (flags.json) await printJson(io, latencyJson(plan, rtts, measured));
      else await io.stdout.write(latencyText(plan, rtts, measured));
      if (lost > 0) await io.stderr.write(`${formatCount(lost)} messages did not arrive\n`);
      return lost === 0 ? 0 : 1;
    } finally {
      await subscriber.close();
    }
  } finally {
    await publisher.close();
  }
}

function sizeOf(text: string): number {
  const size = parseByteSize(text);
  if (size >= 8) return size;
  throw new GoFlagError('message Payload Size must be at least 8 bytes');
}

async function rttOf(session: Session): Promise<number> {
  await session.flush(); // What the server sends at first is not measured.
  const start = performance.now();
  await session.flush();
  return performance.now() - start;
}

async function measure(publisher: Session, subscriber: Session, plan: Plan): Promise<Measured> {
  const { size, rate, durationMs, timeoutMs, signal } = plan;
  const histogram = new LatencyHistogram();
  const all: number[] = [];
  const arrivals = new AbortController();
  let wanted = Infinity;
  let lastMs = 0;
  const subject = subscriber.newInbox();
  subscriber.connection.subscribe(subject, {
    callback: (error, { data }) => {
      if (error !== null) return; // Told by the flush.
      const now = performance.now();
      const ms = now - Buffer.from(data.buffer, data.byteOffset, data.length).readDoubleLE();
      histogram.record(ms);
      if (plan.keepsAll) all.push(ms);
      lastMs = now;
      if (histogram.count >= wanted) arrivals.abort();
    },
  });
  await subscriber.flush();
  await waitForRoute(publisher, subscriber, timeoutMs);

  const count = Math.max(1, Math.floor((durationMs / 1000) * rate));
  const start = performance.now();
  const pace = new Pace(rate, start);
  const payload = Buffer.alloc(size);
  let sent = 0;
  while (sent < count && !signal.aborted) {
    const until = Math.min(count, pace.due(performance.now()), sent + CATCH_UP);
    for (; sent < until; sent++) {
      payload.writeDoubleLE(pace.dueMs(sent));
      publisher.connection.publish(subject, payload);
    }
    await pause(sent < count ? pace.dueMs(sent) - performance.now() : 0, signal);
  }
  const publishMs = performance.now() - start;
  await publisher.flush();
  wanted = sent;
  if (histogram.count < wanted) await sleep(timeoutMs, arrivals.signal);
  return { histogram, all, sent, publishMs, lastMs: lastMs - start };
}

/** Messages that are published, late as they are, before the event loop turns. */
const CATCH_UP = 512;

/** Between servers it takes a while until the one knows what is wanted at the other. */
async function waitForRoute(
  publisher: Session,
  subscriber: Session,
  timeoutMs: number,
): Promise<void> {
  const arrived = new AbortController();
  const subject = subscriber.newInbox();
  const probe = subscriber.connection.subscribe(subject, { callback: () => arrived.abort() });
  await subscriber.flush();
  const endMs = performance.now() + timeoutMs;
  while (performance.now() < endMs) {
    publisher.connection.publish(subject);
    await sleep(10, arrived.signal);
    if (arrived.signal.aborted) {
      probe.unsubscribe();
      return;
    }
  }
  throw new NatsxError('ERR_TIMEOUT', 'no message gets from the one connection to the other', {
    suggestions: ['are the two servers in one cluster, and the users in one account?'],
  });
}

const PERCENTS = [10, 50, 75, 90, 99, 99.9, 99.99, 99.999, 99.9999, 99.99999, 100] as const;

type Rtts = readonly [publisher: number, subscriber: number];

function latencyText(plan: Plan, [rttA, rttB]: Rtts, measured: Measured): string {
  const { histogram, sent, publishMs, lastMs } = measured;
  const { size, rate, durationMs } = plan;
  const actual = sent / (publishMs / 1000);
  const us = (value: number) => shortRtt(value / 1000);
  const summary = histogram.summary();
  const rule = '='.repeat(30);
  const lines = [
    rule,
    `Pub Server RTT : ${shortRtt(rttA)}`,
    `Sub Server RTT : ${shortRtt(rttB)}`,
    `Message Payload: ${formatByteSize(size)}`,
    `Target Duration: ${durationMs / 1000}s`,
    `Target Msgs/Sec: ${rate}`,
    `Target Band/Sec: ${formatByteSize(rate * size * 2)}`,
    rule,
    'HDR Percentiles:',
    ...PERCENTS.map(
      (percent) => `${`${percent}:`.padEnd(10)}${us(histogram.percentileUs(percent))}`,
    ),
    rule,
    `Actual Msgs/Sec: ${Math.round(actual)}`,
    `Actual Band/Sec: ${formatByteSize(actual * size * 2)}`,
    `Minimum Latency: ${us(summary?.minUs ?? 0)}`,
    `Median Latency : ${us(summary?.p50Us ?? 0)}`,
    `Maximum Latency: ${us(summary?.maxUs ?? 0)}`,
    `Last Sent Wall Time: ${shortRtt(publishMs)}`,
    `Last Recv Wall Time: ${shortRtt(lastMs)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function latencyJson({ size, rate }: Plan, [rttA, rttB]: Rtts, measured: Measured): object {
  const { histogram, sent, publishMs, lastMs } = measured;
  return {
    publisherRttMs: rttA,
    subscriberRttMs: rttB,
    size,
    rate,
    actualRate: sent / (publishMs / 1000),
    sent,
    received: histogram.count,
    publishMs,
    lastMs,
    latencies: histogram.summary(),
    percentilesUs: Object.fromEntries(
      PERCENTS.map((percent) => [String(percent), histogram.percentileUs(percent)]),
    ),
  };
}

/** natscli's two files: a number on each line, and what HdrHistogram's plotter reads. */
async function writeHistogram(file: string, { histogram, all }: Measured): Promise<void> {
  await writeFile(`${file}.raw`, all.map((ms) => `${ms.toFixed(6)}\n`).join(''));
  const rows = PERCENTS.map((percent) => {
    const part = percent / 100;
    const ms = histogram.percentileUs(percent) / 1000;
    const inverse = part === 1 ? 'inf' : (1 / (1 - part)).toFixed(2);
    const count = Math.ceil(part * histogram.count);
    return [ms.toFixed(6), part.toFixed(7), String(count), inverse];
  });
  const lines = [['Value', 'Percentile', 'TotalCount', '1/(1-Percentile)'], ...rows];
  await writeFile(`${file}.histogram`, lines.map((cells) => `${cells.join('\t')}\n`).join(''));
}
