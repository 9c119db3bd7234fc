/** `nats-sub`, `nats-qsub` and `natsx sub`: print the messages of a subject. */
import { connectionFlags, connectionSettings, countFlag } from './connection-flags.ts';
import type { GoFlagTable, GoFlagValues } from './go-flags.ts';
import { listen, LISTENER_RECONNECTS, type CtrlC } from './listening.ts';
import { messageFormat, outputFlags } from './message-format.ts';
import { takeArguments, type Program } from './program.ts';
import type { Surroundings } from './surroundings.ts';

const listenerFlags = {
  ...connectionFlags,
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
    return subscribe({ flags: line.flags, subject, queue: line.flags.queue, ctrlC: 'end' }, io);
  },
};

export const natsxSub: Program<typeof subFlags> = {
  name: 'natsx sub',
  usage: '[options] <subject>',
  flags: subFlags,
  exitCodes: 'natsx',
  run: (line, io) => {
    const [subject] = takeArguments(line.args, ['<subject>']);
    return subscribe({ flags: line.flags, subject, queue: line.flags.queue, ctrlC: 'drain' }, io);
  },
};

export const natsQsub: Program<typeof listenerFlags> = {
  name: 'nats-qsub',
  usage: '[-s server] [-creds file] [-nkey file] [-t] <subject> <queue>',
  flags: listenerFlags,
  exitCodes: 'original',
  run: (line, io) => {
    const [subject, queue] = takeArguments(line.args, ['<subject>', '<queue>']);
    return subscribe({ flags: line.flags, subject, queue, ctrlC: 'drain and fail' }, io);
  },
};

interface Subscribing {
  readonly flags: GoFlagValues<typeof listenerFlags>;
  readonly subject: string;
  readonly queue: string | undefined;
  readonly ctrlC: CtrlC;
}

async function subscribe(
  { flags, subject, queue, ctrlC }: Subscribing,
  io: Surroundings,
): Promise<number> {
  const format = messageFormat(flags);
  const isQueue = queue !== undefined && queue !== '';
  const origin = isQueue ? ` Queue[${queue}] Pid[${io.pid}]` : '';
  const name = isQueue ? 'NATS Sample Queue Subscriber' : 'NATS Sample Subscriber';
  return listen(
    {
      settings: connectionSettings(flags, name, LISTENER_RECONNECTS),
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
