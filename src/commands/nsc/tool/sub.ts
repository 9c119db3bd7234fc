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
  summary: 'Show the messages of a subject as a user of an account',
  description: 'With --json each message is a line of JSON.',
  examples: [
    'tool sub "orders.>" --account ACME --user alice',
    'tool sub jobs --queue workers --max-messages 10',
  ],
  args: { subject: 'subject to listen on' },
  aliases: ['sub'],
  flags: { ...toolFlags, ...listenerFlags, ...encryptFlag },
  asks: true,
  run: async ({ flags: given, args, ask, look, io }) => {
    const flags = await ask(given, () => import('../../../nsc/ask/account-user.ts'));
    const [subject] = subjectAndPayload(args, flags);
    const count = mostMessages(flags);
    const connection = { name: 'nsc_sub', reconnects: LISTENER_RECONNECTS };
    const settings = await look((workspace) => toolSettings(workspace, flags, io, connection));
    const write = messageWriter(io, flags.json === true);
    const exitCode = await listen(
      {
        settings,
        subject,
        queue: flags.queue === '' ? undefined : flags.queue,
        count,
        announcement: `Listening on [${subject}]${count === 0 ? '' : ` for ${count} messages`}`,
        timestamps: false,
        ctrlC: 'end',
        onMessage: (message, number) => write(message, number),
      },
      io,
    );
    return { exitCode };
  },
});
