/** `natsx events`: what servers and JetStream tell of what happens, as it happens. */
import type { Msg } from '@nats-io/transport-node';
import { clientFlags, clientSettings } from '../context-flags.ts';
import {
  GoFlagError,
  type GoCommandLine,
  type GoFlagTable,
  type GoFlagValues,
} from '../go-flags.ts';
import { listen, LISTENER_RECONNECTS } from '../listening.ts';
import { UsageError } from '../program.ts';
import type { Surroundings } from '../surroundings.ts';
import { oneLine } from '../table.ts';
import { eventBlock, eventLine, type EventBody } from './event-text.ts';

export const eventFlags = {
  ...clientFlags,
  all: {
    type: 'boolean',
    aliases: ['a'],
    description: 'Everything: connections per account, advisories and metrics of JetStream, too',
  },
  json: { type: 'boolean', aliases: ['j'], description: 'Print JSON, an event on each line' },
  short: { type: 'boolean', description: 'Print a line for each event' },
  filter: {
    type: 'string',
    value: 'regexp',
    description: 'Only events whose JSON it matches, in capitals or not',
    default: '.',
  },
  'js-metric': { type: 'boolean', description: 'Metrics of JetStream' },
  'js-advisory': { type: 'boolean', description: 'Advisories of JetStream' },
  'srv-advisory': { type: 'boolean', description: 'Events of servers', default: true },
  subjects: {
    type: 'string',
    value: 'subject',
    multiple: true,
    description: 'What is published there, too',
  },
} as const satisfies GoFlagTable;

type Flags = GoFlagValues<typeof eventFlags>;

export async function showEvents(
  line: GoCommandLine<typeof eventFlags>,
  io: Surroundings,
): Promise<number> {
  const { flags } = line;
  const sources = sourcesOf(flags);
  if (sources.length === 0) throw new UsageError('no events were chosen');
  const filter = filterOf(flags.filter);
  const settings = await clientSettings(line, io, {
    name: 'natsx events',
    reconnects: LISTENER_RECONNECTS,
  });
  return listen(
    {
      settings,
      subject: sources.map(({ subject }) => subject),
      count: 0,
      announcement: sources
        .map(({ what, subject }) => `Listening for ${what} on ${subject}`)
        .join('\n'),
      timestamps: false,
      ctrlC: 'drain',
      onMessage: async (message) => {
        if (filter.test(message.string())) await io.stdout.write(shown(message, flags));
      },
    },
    io,
  );
}

interface Source {
  readonly what: string;
  readonly subject: string;
}

/** natscli's, and those of whole servers; how many connections an account has is told every half minute. */
function sourcesOf(flags: Flags): Source[] {
  const { all } = flags;
  return [
    ...(all || flags['js-advisory'] ? [source('Advisories', '$JS.EVENT.ADVISORY.>')] : []),
    ...(all || flags['js-metric'] ? [source('Metrics', '$JS.EVENT.METRIC.>')] : []),
    ...(all || flags['srv-advisory'] ? SERVER_EVENTS : []),
    ...(all ? [source('Account Connections events', '$SYS.ACCOUNT.*.SERVER.CONNS')] : []),
    ...flags.subjects.map((subject) => source('advisories', subject)),
  ];
}

const SERVER_EVENTS: readonly Source[] = [
  source('Client Connection events', '$SYS.ACCOUNT.*.CONNECT'),
  source('Client Disconnection events', '$SYS.ACCOUNT.*.DISCONNECT'),
  source('Authentication Errors events', '$SYS.SERVER.*.CLIENT.AUTH.ERR'),
  source('Leafnode Connection events', '$SYS.ACCOUNT.*.LEAFNODE.CONNECT'),
  source('Server Shutdown events', '$SYS.SERVER.*.SHUTDOWN'),
  source('Lame Duck Mode events', '$SYS.SERVER.*.LAMEDUCK'),
];

function source(what: string, subject: string): Source {
  return { what, subject };
}

function filterOf(text: string): RegExp {
  try {
    return new RegExp(text, 'is');
  } catch (cause) {
    throw new GoFlagError(`invalid value for flag -filter: ${(cause as Error).message}`);
  }
}

function shown({ subject, data }: Msg, { json, short }: Flags): string {
  const payload = Buffer.from(data).toString();
  const event = decode(payload);
  if (json) return `${jsonLine(event ?? { subject, data: payload })}\n`;
  if (event === undefined) return `[${oneLine(subject)}] ${oneLine(payload)}\n`;
  return short ? eventLine(subject, event) : eventBlock(subject, event);
}

function decode(payload: string): EventBody | undefined {
  try {
    const event = JSON.parse(payload) as unknown;
    return typeof event === 'object' && event !== null ? (event as EventBody) : undefined;
  } catch {
    return undefined; // Anybody may publish anything.
  }
}

/** JSON without the letters that terminals obey, which JSON itself allows in part. */
function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
