import { NatsxError } from '../../base/errors.ts';
import { clientCommand } from '../../cli/client-command.ts';
import { timeoutOf } from '../../cli/context-flags.ts';
import { serverInfoText } from '../../cli/system/server-info.ts';
import { askingFlags, jsonFlag, printJson, withSession } from '../../cli/system/system-command.ts';
import { askAll } from '../../system-client/ask.ts';

export default clientCommand({
  name: 'server info',
  summary: 'Show how a server is set up and how it is doing',
  examples: ['server info n1 --context sys', 'server info --context sys --json'],
  args: { 'server?': 'name or id; the one that is connected to if it is left out' },
  aliases: ['server i'],
  flags: { ...askingFlags, ...jsonFlag },
  run: async (line, io) => {
    const { flags } = line;
    const answers = await withSession(line, io, (session) => {
      const server = line.args[0] ?? session.connection.info!.server_id;
      const isId = /^N[A-Z2-7]{55}$/.test(server);
      return askAll(session, {
        endpoint: 'VARZ',
        server: isId ? server : undefined,
        options: isId ? {} : { server_name: server, exact_match: true },
        timeoutMs: timeoutOf(flags),
        expect: 1,
      });
    });
    const [answer] = answers;
    if (answer === undefined) {
      const name = JSON.stringify(line.args[0] ?? '');
      throw new NatsxError('ERR_NOT_FOUND', `no server ${name} has answered`, {
        suggestions: ['natsx server list shows those that do'],
      });
    }
    if (flags.json) await printJson(io, answer.data);
    else await io.stdout.write(serverInfoText(answer.data));
    return 0;
  },
});
