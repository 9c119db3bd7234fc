/** `nats-pub` and `natsx pub`: publish a message, or the same one many times. */
import { parseHeaderLines } from '../nats-client/header-lines.ts';
import { publish } from '../nats-client/publish.ts';
import { Session } from '../nats-client/session.ts';
import { countFlag } from './connection-flags.ts';
import { clientFlags, clientSettings } from './context-flags.ts';
import type { GoCommandLine, GoFlagTable } from './go-flags.ts';
import { headerFlag } from './header-flag.ts';
import { quotePayload, readPayload } from './payload.ts';
import { takeArguments, type Program } from './program.ts';
import type { Surroundings } from './surroundings.ts';

export const pubFlags = {
  ...clientFlags,
  ...headerFlag,
  reply: { type: 'string', value: 'subject', description: 'Sets a specific reply subject' },
  count: { type: 'integer', description: 'How many times to publish the message', default: 1 },
} as const satisfies GoFlagTable;

export const natsPub: Program<typeof pubFlags> = {
  name: 'nats-pub',
  usage:
    '[-s server] [-creds file] [-nkey file] [-tlscert file] [-tlskey file] [-tlscacert file] <subject> <msg>',
  flags: pubFlags,
  exitCodes: 'original',
  run: (line, io) => run(line, true, io),
};

export const natsxPub: Program<typeof pubFlags> = {
  name: 'natsx pub',
  usage: '[options] <subject> <msg>',
  flags: pubFlags,
  exitCodes: 'natsx',
  run: (line, io) => run(line, false, io),
};

async function run(
  line: GoCommandLine<typeof pubFlags>,
  isMirror: boolean,
  io: Surroundings,
): Promise<number> {
  const [subject, message] = takeArguments(line.args, ['<subject>', '<msg>']);
  const { flags } = line;
  const count = countFlag('count', flags.count, 1);
  const headers = parseHeaderLines(flags.header);
  const use = { name: 'NATS Sample Publisher', reconnects: 0, isMirror };
  const settings = await clientSettings(line, io, use);
  const payload = await readPayload(message, io);
  const session = await Session.open(settings);
  await publish(session, { subject, payload, headers, reply: flags.reply, count });
  await session.close();
  const times = count === 1 ? '' : `${count} times `;
  await io.stderr.write(quotePayload(`Published ${times}[${subject}] : `, payload));
  return 0;
}
