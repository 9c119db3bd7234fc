/** `nats-sub`, `nats-qsub` and `natsx sub`: print the messages of a subject. */
import { countFlag } from './connection-flags.ts';
import { clientFlags, clientSettings } from './context-flags.ts';
import type { GoCommandLine, GoFlagTable } from './go-flags.ts';
import { listen, LISTENER_RECONNECTS, type CtrlC } from './listening.ts';
import { messageFormat, outputFlags } from './message-format.ts';
import { takeArguments, type Program } from './program.ts';
import type { Surroundings } from './surroundings.ts';

const listenerFlags = {
  ...clientFlags,
  ...outputFlags,
  timestamps: { type: 'boolean', aliases: ['t'], description: 'Display timestamps' },
  count: {
    type: 'integer',
    description: 'Exit after so many messages; 0 = no limit',
    default: 0,
  },
} as const satisfies GoFlagTable;

export const subFlags = {
  ...listenerFlags,
  queue: { type: 'string', aliases: ['q'], value: 'name', description: 'Queue group to join' },
} as const satisfies GoFlagTable;

export const natsSub: Program<typeof subFlags> = {
  name: 'nats-sub',
  usage:
    '[-s server] [-creds file] [-nkey file] [-tlscert file] [-tlskey file] [-tlscacert file] [-t] <subject>',
  flags: subFlags,
  exitCodes: 'original',
  run: (line, io) => {
    const [subject] = takeArguments(line.args, ['<subject>']);
    const { queue } = line.flags;
    return subscribe({ line, subject, queue, ctrlC: 'end', isMirror: true }, io);
  },
};

export const natsxSub: Program<typeof subFlags> = {
  name: 'natsx sub',
  usage: '[options] <subject>',
  flags: subFlags,
  exitCodes: 'natsx',
  run: (line, io) => {
    const [subject] = takeArguments(line.args, ['<subject>']);
    const { queue } = line.flags;
    return subscribe({ line, subject, queue, ctrlC: 'drain', isMirror: false }, io);
  },
};

export const natsQsub: Program<typeof listenerFlags> = {
  name: 'nats-qsub',
  usage: '[-s server] [-creds file] [-nkey file] [-t] <subject> <queue>',
  flags: listenerFlags,
  exitCodes: 'original',
  run: (line, io) => {
    const [subject, queue] = takeArguments(line.args, ['<subject>', '<queue>']);
    return subscribe({ line, subject, queue, ctrlC: 'drain and fail', isMirror: true }, io);
  },
};

interface Subscribing {
  readonly line: Pick<GoCommandLine<typeof listenerFlags>, 'flags'> & {
    readonly given: ReadonlySet<string>;
  };
  readonly subject: string;
  readonly queue: string | undefined;
  readonly ctrlC: CtrlC;
  readonly isMirror: boolean;
}

async function subscribe(
  { line, subject, queue, ctrlC, isMirror }: Subscribing,
  io: Surroundings,
): Promise<number> {
  const { flags } = line;
  const format = messageFormat(flags);
  const isQueue = queue !== undefined && queue !== '';
  const origin = isQueue ? ` Queue[${queue}] Pid[${io.pid}]` : '';
  const name = isQueue ? 'NATS Sample Queue Subscriber' : 'NATS Sample Subscriber';
  return listen(
    {
      settings: await clientSettings(line, io, { name, reconnects: LISTENER_RECONNECTS, isMirror }),
      subject,
      queue: isQueue ? queue : undefined,
      count: countFlag('count', flags.count, 0),
      announcement: `Listening on [${subject}]${isQueue ? `, queue group [${queue}]` : ''}`,
      timestamps: flags.timestamps,
      ctrlC,
      onMessage: async (message, number) => {
        const before = `[#${number}] Received on [${message.subject}]${origin}: `;
        await io.stdout.write(format(message, before, flags.timestamps ? io.now() : undefined));
      },
    },
    io,
  );
}
