/** `natsx bench pub|sub|pubsub|request|reply`: one program each, and what they share. */
import { setMaxListeners } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { NatsxError } from '../../base/errors.ts';
import { formatDuration } from '../../base/duration.ts';
import { fileErrorText } from '../../base/system-error.ts';
import {
  benchPublish,
  benchPublishSubscribe,
  benchReply,
  benchRequest,
  benchSubscribe,
  type Benchmark,
} from '../../nats-client/bench/benchmark.ts';
import { formatByteSize } from '../../nats-client/bench/byte-size.ts';
import { formatCount } from '../../nats-client/bench/format.ts';
import { reportCsv } from '../../nats-client/bench/report-csv.ts';
import { reportJson } from '../../nats-client/bench/report-json.ts';
import { reportLines } from '../../nats-client/bench/report.ts';
import type { BenchReport } from '../../nats-client/bench/statistics.ts';
import { Meter, type Workload } from '../../nats-client/bench/workload.ts';
import { clientSettings } from '../context-flags.ts';
import { expandHome } from '../expand-home.ts';
import type { GoFlagTable } from '../go-flags.ts';
import { LISTENER_RECONNECTS } from '../listening.ts';
import type { Program } from '../program.ts';
import type { Surroundings } from '../surroundings.ts';
import {
  publishFlags,
  publishSubscribeFlags,
  replyFlags,
  requestFlags,
  subscribeFlags,
  workloadOf,
  type BenchLine,
} from './flags.ts';
import { Progress } from './progress.ts';

interface Kind {
  /** In nats' words, for the line that says what begins. */
  readonly label: string;
  readonly benchmark: Benchmark;
  /** Whether it publishes to its subject. */
  readonly sends: boolean;
}

export const benchPubProgram = program('pub', publishFlags, {
  label: 'Core NATS publisher',
  benchmark: benchPublish,
  sends: true,
});

export const benchSubProgram = program('sub', subscribeFlags, {
  label: 'Core NATS subscriber',
  benchmark: benchSubscribe,
  sends: false,
});

export const benchPubsubProgram = program('pubsub', publishSubscribeFlags, {
  label: 'Core NATS publisher and subscriber',
  benchmark: benchPublishSubscribe,
  sends: true,
});

export const benchRequestProgram = program('request', requestFlags, {
  label: 'Core NATS service requester',
  benchmark: benchRequest,
  sends: true,
});

export const benchReplyProgram = program('reply', replyFlags, {
  label: 'Core NATS service server',
  benchmark: benchReply,
  sends: false,
});

function program<T extends GoFlagTable>(name: string, flags: T, kind: Kind): Program<T> {
  return {
    name: `natsx bench ${name}`,
    usage: '[options] <subject>',
    flags,
    exitCodes: 'natsx',
    // Every table has the shared flags; those that it lacks read as undefined.
    run: (line, io) => run(kind, line as unknown as BenchLine, io),
  };
}

async function run(kind: Kind, line: BenchLine, io: Surroundings): Promise<number> {
  const { flags } = line;
  const workload = workloadOf(line, kind.sends);
  // At full speed a lost connection spoils the figures; at constant rate the loss is the figure.
  const reconnects = workload.perSecond > 0 || !kind.sends ? LISTENER_RECONNECTS : 0;
  const settings = await clientSettings(line, io, { name: 'natsx bench', reconnects });
  const meter = new Meter();
  const progress = new Progress(io.stderr, meter, io.isAscii === true);
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // Each client may wait for it.
  const started = async () => {
    void io.interrupted().then(() => stop.abort());
    await io.stderr.write(`${startLine(kind.label, workload)}\n`);
    if (!flags['no-progress']) progress.start();
  };
  let report: BenchReport;
  try {
    report = await kind.benchmark(settings, workload, { signal: stop.signal, meter, started });
  } finally {
    await progress.stop();
  }
  const text = flags.json
    ? JSON.stringify(reportJson(report))
    : reportLines(report, io.isAscii).join('\n');
  await io.stdout.write(`${text}\n`);
  if (flags.csv !== undefined) await saveCsv(flags.csv, report, io);
  return (report.delivery?.lost ?? 0) > 0 ? 1 : 0;
}

/** As nats: `Starting Core NATS publisher benchmark [clients=1, msg-size=128 B, msgs=100,000, …]`. */
function startLine(label: string, workload: Workload): string {
  const { clients, size, messages, durationMs, sleepMs, perSecond, subjects, subject } = workload;
  const facts = [
    `clients=${formatCount(clients)}`,
    ...(size === 0 ? [] : [`msg-size=${formatByteSize(size)}`]),
    ...(messages === Infinity ? [] : [`msgs=${formatCount(messages)}`]),
    ...(durationMs === undefined ? [] : [`duration=${formatDuration(durationMs)}`]),
    ...(sleepMs === 0 ? [] : [`sleep=${formatDuration(sleepMs)}`]),
    ...(perSecond === 0 ? [] : [`throughput=${formatCount(perSecond)}`]),
    ...(subjects === undefined ? [] : [`multi-subject-max=${formatCount(subjects)}`]),
    `subject=${subject}`,
  ];
  return `Starting ${label} benchmark [${facts.join(', ')}]`;
}

async function saveCsv(name: string, report: BenchReport, io: Surroundings): Promise<void> {
  const runId = `${io.now().getTime().toString(36)}-${io.pid}`;
  const path = expandHome(name)!; // Undefined for undefined only.
  try {
    await writeFile(path, reportCsv(report, runId));
  } catch (cause) {
    throw new NatsxError('ERR_CSV_FILE', fileErrorText('open', path, cause), { cause });
  }
  await io.stderr.write(`Saved metric data in csv file ${name}\n`);
}
