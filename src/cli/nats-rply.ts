/** `nats-rply` and `natsx reply`: answer the requests on a subject. */
import { parseHeaderLines } from '../nats-client/header-lines.ts';
import { countFlag } from './connection-flags.ts';
import { clientFlags, clientSettings } from './context-flags.ts';
import type { GoCommandLine, GoFlagTable } from './go-flags.ts';
import { headerFlag } from './header-flag.ts';
import { listen, LISTENER_RECONNECTS, type CtrlC } from './listening.ts';
import { messageFormat, outputFlags } from './message-format.ts';
import { readPayload } from './payload.ts';
import { takeArguments, type Program } from './program.ts';
import type { Surroundings } from './surroundings.ts';

export const replyFlags = {
  ...clientFlags,
  ...outputFlags,
  ...headerFlag,
  timestamps: { type: 'boolean', aliases: ['t'], description: 'Display timestamps' },
  queue: {
    type: 'string',
    aliases: ['q'],
    value: 'name',
    description: 'Queue group name',
    default: 'NATS-RPLY-22',
  },
  count: {
    type: 'integer',
    description: 'Exit after so many requests; 0 = no limit',
    default: 0,
  },
} as const satisfies GoFlagTable;

export const natsRply: Program<typeof replyFlags> = {
  name: 'nats-rply',
  usage: '[-s server] [-creds file] [-nkey file] [-t] [-q queue] <subject> <response>',
  flags: replyFlags,
  exitCodes: 'original',
  run: (line, io) => reply(line, { ctrlC: 'drain and fail', isMirror: true }, io),
};

export const natsxReply: Program<typeof replyFlags> = {
  name: 'natsx reply',
  usage: '[options] <subject> <response>',
  flags: replyFlags,
  exitCodes: 'natsx',
  run: (line, io) => reply(line, { ctrlC: 'drain', isMirror: false }, io),
};

async function reply(
  line: GoCommandLine<typeof replyFlags>,
  { ctrlC, isMirror }: { readonly ctrlC: CtrlC; readonly isMirror: boolean },
  io: Surroundings,
): Promise<number> {
  const { flags, args } = line;
  const [subject, response] = takeArguments(args, ['<subject>', '<response>']);
  const headers = parseHeaderLines(flags.header);
  const format = messageFormat(flags);
  const count = countFlag('count', flags.count, 0);
  const use = { name: 'NATS Sample Responder', reconnects: LISTENER_RECONNECTS, isMirror };
  const settings = await clientSettings(line, io, use);
  const payload = await readPayload(response, io);
  return listen(
    {
      settings,
      subject,
      queue: flags.queue === '' ? undefined : flags.queue,
      count,
      announcement: `Listening on [${subject}]`,
      timestamps: flags.timestamps,
      ctrlC,
      onMessage: async (message, number) => {
        // A message that asks for no reply is shown all the same.
        message.respond(payload, headers === undefined ? {} : { headers });
        const before = `[#${number}] Received on [${message.subject}]: `;
        await io.stdout.write(format(message, before, flags.timestamps ? io.now() : undefined));
      },
    },
    io,
  );
}
