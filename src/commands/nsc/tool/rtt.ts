import { formatDuration } from '../../../base/duration.ts';
import { nscCommand } from '../../../cli/nsc/command.ts';
import { toolFlags, toolSettings } from '../../../cli/nsc/tool.ts';
import { Session } from '../../../nats-client/session.ts';

export default nscCommand({
  summary: 'Measure the round trip to the server as a user of an account',
  examples: ['tool rtt --account ACME --user alice'],
  aliases: ['rtt'],
  flags: toolFlags,
  asks: true,
  run: async ({ flags: given, ask, look, io }) => {
    const flags = await ask(given, () => import('../../../nsc/ask/account-user.ts'));
    const settings = await look((workspace) =>
      toolSettings(workspace, flags, io, { name: 'nsc_rtt' }),
    );
    const session = await Session.open(settings);
    const start = performance.now();
    await session.connection.flush();
    const ms = performance.now() - start;
    const url = `nats://${session.connection.getServer()}`;
    await session.close();
    const text = `round trip time to [${url}] = ${formatDuration(ms)}\n`;
    return { text, data: { server: url, rtt_ms: ms } };
  },
});
