import { NatsxError } from '../../../base/errors.ts';
import { nscCommand } from '../../../cli/nsc/command.ts';
import { encryptFlag, subjectAndPayload, toolFlags, toolSettings } from '../../../cli/nsc/tool.ts';
import { quotePayload } from '../../../cli/payload.ts';
import { request } from '../../../nats-client/request.ts';
import { Session } from '../../../nats-client/session.ts';

const TIMEOUT_MS = 5000;

export default nscCommand({
  summary: 'Send a request as a user of an account, and show the reply',
  description:
    'Waits for five seconds. Exits with 3 when nobody listens, with 4 when no reply came.',
  examples: ['tool req help.please "I need help!" --account ACME --user alice'],
  args: { subject: 'subject to ask', payload: 'what to ask; nothing unless given' },
  aliases: ['req'],
  flags: { ...toolFlags, ...encryptFlag },
  asks: true,
  run: async ({ flags: given, args, ask, look, io }) => {
    const flags = await ask(given, () => import('../../../nsc/ask/account-user.ts'));
    const [subject, text = ''] = subjectAndPayload(args, flags);
    const settings = await look((workspace) =>
      toolSettings(workspace, flags, io, { name: 'nsc_req' }),
    );
    const session = await Session.open(settings);
    const payload = Buffer.from(text);
    if (flags.json !== true) {
      await io.stderr.write(quotePayload(`published request: [${subject}] : `, payload));
    }
    try {
      const asked = { subject, payload, timeoutMs: TIMEOUT_MS, replies: 1 };
      for await (const reply of request(session, asked)) {
        const shown = Buffer.from(reply.data).toString();
        const data = { reply: { subject: reply.subject, payload: shown } };
        return { text: `received reply: [${reply.subject}] : '${shown}'\n`, data };
      }
    } catch (error) {
      if (!(error instanceof NatsxError) || error.code !== 'ERR_TIMEOUT') throw error;
    } finally {
      await session.close();
    }
    throw new NatsxError('ERR_TIMEOUT', 'request timed out');
  },
});
