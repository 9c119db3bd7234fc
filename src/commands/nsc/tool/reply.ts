import { listen, LISTENER_RECONNECTS } from '../../../cli/listening.ts';
import { nscCommand } from '../../../cli/nsc/command.ts';
import { messageWriter } from '../../../cli/nsc/message-writer.ts';
import {
  encryptFlag,
  listenerFlags,
  mostMessages,
  subjectAndPayload,
  toolFlags,
  toolSettings,
} from '../../../cli/nsc/tool.ts';

export default nscCommand({
  summary: 'Answer the requests of a subject as a user of an account',
  description:
    'Answers with what was asked, if no reply is named. With --json each request is a line of JSON.',
  examples: [
    'tool reply help.please "take a coffee" --account ACME --user alice',
    'tool reply echo --queue echos --max-messages 10',
  ],
  args: { subject: 'subject to listen on', reply: 'the answer; the request itself unless given' },
  aliases: ['reply', 'rep', 'tool rep'],
  flags: { ...toolFlags, ...listenerFlags, ...encryptFlag },
  asks: true,
  run: async ({ flags: given, args, ask, look, io }) => {
    const flags = await ask(given, () => import('../../../nsc/ask/account-user.ts'));
    const [subject, reply] = subjectAndPayload(args, flags);
    const count = mostMessages(flags);
    const connection = { name: 'nsc_reply', reconnects: LISTENER_RECONNECTS };
    const settings = await look((workspace) => toolSettings(workspace, flags, io, connection));
    const write = messageWriter(io, flags.json === true);
    const exitCode = await listen(
      {
        settings,
        subject,
        queue: flags.queue === '' ? undefined : flags.queue,
        count,
        announcement: `listening on [${subject}]${count === 0 ? '' : ` for ${count} messages`}`,
        timestamps: false,
        ctrlC: 'end',
        onMessage: async (message, number) => {
          if (message.reply === undefined || message.reply === '') {
            const text = `[#${number}] ignoring request on [${message.subject}]: no reply subject\n`;
            await io.stderr.write(text);
            return;
          }
          await write(message, number);
          message.respond(reply ?? message.data);
        },
      },
      io,
    );
    return { exitCode };
  },
});
