/** The flags of `natsx bench`, in natscli's words, and the workload that they describe. */
import { NatsxError } from '../../base/errors.ts';
import { parseByteSize } from '../../nats-client/bench/byte-size.ts';
import { STAMP_BYTES } from '../../nats-client/bench/stamp.ts';
import type { Workload } from '../../nats-client/bench/workload.ts';
import { connectionFlags, countFlag, durationFlag } from '../connection-flags.ts';
import { clientFlags } from '../context-flags.ts';
import { GoFlagError, type GoCommandLine, type GoFlagTable } from '../go-flags.ts';
import { takeArguments, UsageError } from '../program.ts';

const sharedFlags = {
  ...clientFlags,
  clients: { type: 'integer', description: 'Number of connections', default: 1 },
  msgs: { type: 'integer', description: 'Number of messages', default: 100_000 },
  duration: {
    type: 'string',
    description: 'Stop after this time; without --msgs as many messages as fit in',
  },
  multisubject: {
    type: 'boolean',
    description: 'Spread the messages over the subjects <subject>.0, <subject>.1 and so on',
  },
  multisubjectmax: {
    type: 'integer',
    description: 'Number of subjects of --multisubject',
    default: 100_000,
  },
  'no-progress': { type: 'boolean', description: 'Show no progress bar' },
  csv: { type: 'string', value: 'file', description: 'Save the figures of each client as CSV' },
  json: { type: 'boolean', description: 'Print the report as JSON' },
} as const satisfies GoFlagTable;

const sizeFlag = {
  size: {
    type: 'string',
    value: 'size',
    description: 'Size of a payload, for example 128B, 1KB, 1MiB',
    default: '128B',
  },
} as const satisfies GoFlagTable;

const sendingFlags = {
  ...sizeFlag,
  sleep: { type: 'string', value: 'duration', description: 'Sleep between two messages' },
  throughput: {
    type: 'integer',
    aliases: ['rate'],
    value: 'msgs/sec',
    description: 'Send at constant rate, and count what is lost; 0 = as fast as possible',
    default: 0,
  },
} as const satisfies GoFlagTable;

/** For benchmarks that send at their own pace. */
export const publishFlags = { ...sharedFlags, ...sendingFlags } as const satisfies GoFlagTable;

export const requestFlags = {
  ...publishFlags,
  timeout: { ...connectionFlags.timeout, description: 'How long to wait for a reply' },
} as const satisfies GoFlagTable;

export const publishSubscribeFlags = {
  ...publishFlags,
  timeout: {
    ...connectionFlags.timeout,
    description: 'How long to wait for messages that are missing at the end',
  },
} as const satisfies GoFlagTable;

export const subscribeFlags = sharedFlags;

export const replyFlags = {
  ...sharedFlags,
  ...sizeFlag,
  msgs: {
    type: 'integer',
    description: 'Number of requests to answer; 0 = until Ctrl-C',
    default: 0,
  },
} as const satisfies GoFlagTable;

/** Any benchmark's command line, with its flags or without. */
export type BenchLine = GoCommandLine<typeof sharedFlags> & {
  readonly flags: {
    readonly size?: string;
    readonly sleep?: string | undefined;
    readonly throughput?: number;
  };
};

/** The workload of a command line; `sends` refuses subjects that nobody can publish to. */
export function workloadOf(line: BenchLine, sends: boolean): Workload {
  const [subject] = takeArguments(line.args, ['<subject>']);
  const { flags } = line;
  checkSubject(subject, sends || flags.multisubject);
  const perSecond = countFlag('throughput', flags.throughput ?? 0, 0);
  const durationMs =
    flags.duration === undefined ? undefined : durationFlag('duration', flags.duration);
  const sleepMs = flags.sleep === undefined ? 0 : durationFlag('sleep', flags.sleep);
  if (sleepMs > 0 && perSecond > 0) {
    throw new UsageError('-sleep and -throughput both say how fast to send: give one of them');
  }
  const subjects = countFlag('multisubjectmax', flags.multisubjectmax, 1);
  return {
    subject,
    clients: atMost('clients', countFlag('clients', flags.clients, 1), 1000),
    messages: messagesOf(line),
    size: sizeOf(flags.size, perSecond > 0),
    durationMs,
    sleepMs,
    perSecond,
    subjects: flags.multisubject ? atMost('multisubjectmax', subjects, 1_000_000) : undefined,
  };
}

/** Infinity where the flags say no number, but a duration, or 0. */
function messagesOf({ flags, given }: BenchLine): number {
  if (flags.duration !== undefined && !given.has('msgs')) return Infinity;
  // Only where it is the default does 0 have a meaning.
  if (flags.msgs === 0 && !given.has('msgs')) return Infinity;
  // A stamp counts to 2^32.
  return atMost('msgs', countFlag('msgs', flags.msgs, 1), 2 ** 32 - 1);
}

function sizeOf(text = '0', isPaced: boolean): number {
  let size: number;
  try {
    size = parseByteSize(text);
  } catch (error) {
    throw badValue('size', text, (error as NatsxError).message);
  }
  if (isPaced && size < STAMP_BYTES) {
    throw badValue('size', text, `must be at least ${STAMP_BYTES}B with -throughput`);
  }
  // A server takes 64 MiB at most (max_payload).
  if (size > 64 * 1024 * 1024) throw badValue('size', text, 'must be at most 64MiB');
  return size;
}

function checkSubject(subject: string, isLiteral: boolean): void {
  const tokens = subject.split('.');
  const isValid = !/\s/.test(subject) && !tokens.includes('');
  if (!isValid) throw new UsageError(`invalid subject ${JSON.stringify(subject)}`);
  if (isLiteral && tokens.some((token) => token === '*' || token === '>')) {
    throw new UsageError(`subject ${JSON.stringify(subject)} may not have wildcards here`);
  }
}

function atMost(name: string, value: number, most: number): number {
  if (value <= most) return value;
  throw badValue(name, String(value), `must be at most ${most}`);
}

function badValue(name: string, text: string, reason: string): GoFlagError {
  return new GoFlagError(`invalid value ${JSON.stringify(text)} for flag -${name}: ${reason}`);
}
