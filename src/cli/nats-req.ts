/** `nats-req` and `natsx req`: send a request and print what is answered. */
import { NatsxError } from '../base/errors.ts';
import { parseHeaderLines } from '../nats-client/header-lines.ts';
import { request } from '../nats-client/request.ts';
import { Session } from '../nats-client/session.ts';
import { connectionFlags, countFlag, durationFlag } from './connection-flags.ts';
import { clientFlags, clientSettings } from './context-flags.ts';
import type { GoCommandLine, GoFlagTable } from './go-flags.ts';
import { headerFlag } from './header-flag.ts';
import { messageFormat, outputFlags } from './message-format.ts';
import { quotePayload, readPayload } from './payload.ts';
import { takeArguments, type Program } from './program.ts';
import type { Surroundings } from './surroundings.ts';

export const reqFlags = {
  ...clientFlags,
  ...outputFlags,
  ...headerFlag,
  timeout: {
    ...connectionFlags.timeout,
    description: 'How long to wait for replies, for example 500ms',
  },
  replies: {
    type: 'integer',
    description: 'How many replies to wait for; 0 = all that come in time',
    default: 1,
  },
} as const satisfies GoFlagTable;

export const natsReq: Program<typeof reqFlags> = {
  name: 'nats-req',
  usage: '[-s server] [-creds file] [-nkey file] <subject> <msg>',
  flags: reqFlags,
  exitCodes: 'original',
  run: async (line, io) => {
    try {
      return await ask(line, true, io);
    } catch (error) {
      throw isFailedRequest(error) ? forRequest(error) : error;
    }
  },
};

export const natsxReq: Program<typeof reqFlags> = {
  name: 'natsx req',
  usage: '[options] <subject> <request>',
  flags: reqFlags,
  exitCodes: 'natsx',
  run: (line, io) => ask(line, false, io),
};

async function ask(
  line: GoCommandLine<typeof reqFlags>,
  isMirror: boolean,
  io: Surroundings,
): Promise<number> {
  const { flags, args } = line;
  const [subject, text] = takeArguments(args, ['<subject>', '<request>']);
  const headers = parseHeaderLines(flags.header);
  const format = messageFormat(flags);
  const replies = countFlag('replies', flags.replies, 0);
  const use = { name: 'NATS Sample Requestor', reconnects: 0, isMirror };
  const settings = await clientSettings(line, io, use);
  const { timeoutMs } = settings;
  // An impatient request does not make the server slower to reach.
  const connectMs = Math.max(timeoutMs, durationFlag('timeout', connectionFlags.timeout.default));
  const payload = await readPayload(text, io);
  const session = await Session.open({ ...settings, timeoutMs: connectMs });
  let isFirst = true;
  for await (const reply of request(session, {
    subject,
    payload,
    headers,
    timeoutMs,
    replies,
  })) {
    // Only now, as the original: without a reply the error stands alone.
    if (isFirst) await io.stderr.write(quotePayload(`Published [${subject}] : `, payload));
    isFirst = false;
    await io.stdout.write(format(reply, `Received  [${reply.subject}] : `));
  }
  await session.close();
  return 0;
}

const REQUEST_FAILURES = new Set(['ERR_NO_RESPONDERS', 'ERR_TIMEOUT', 'ERR_PERMISSION']);

function isFailedRequest(error: unknown): error is NatsxError {
  return error instanceof NatsxError && REQUEST_FAILURES.has(error.code);
}

/** The original's `log.Fatalf("%v for request", err)`. */
function forRequest(error: NatsxError): NatsxError {
  const { code, message, suggestions } = error;
  return new NatsxError(code, `${message} for request`, { cause: error, suggestions });
}
