import { nscCommand } from '../../../cli/nsc/command.ts';
import { encryptFlag, subjectAndPayload, toolFlags, toolSettings } from '../../../cli/nsc/tool.ts';
import { publish } from '../../../nats-client/publish.ts';
import { Session } from '../../../nats-client/session.ts';

export default nscCommand({
  summary: 'Publish a message as a user of an account',
  examples: ['tool pub orders.new "one coffee" --account ACME --user alice'],
  args: { subject: 'subject to publish to', payload: 'what to publish; nothing unless given' },
  aliases: ['pub'],
  flags: { ...toolFlags, ...encryptFlag },
  asks: true,
  run: async ({ flags: given, args, ask, look, io }) => {
    const flags = await ask(given, () => import('../../../nsc/ask/account-user.ts'));
    const [subject, text = ''] = subjectAndPayload(args, flags);
    const settings = await look((workspace) =>
      toolSettings(workspace, flags, io, { name: 'nsc_pub' }),
    );
    const session = await Session.open(settings);
    const payload = Buffer.from(text);
    await publish(session, { subject, payload, count: 1 });
    await session.close();
    return {
      notes: [`Published [${subject}] : ${JSON.stringify(text)}`],
      data: { published: { subject, payload: text } },
    };
  },
});
