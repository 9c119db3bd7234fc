import { clientCommand } from '../../../cli/client-command.ts';
import { timeoutOf } from '../../../cli/context-flags.ts';
import { UsageError } from '../../../cli/program.ts';
import { printAnswers } from '../../../cli/system/server-request.ts';
import { askingFlags, withSession } from '../../../cli/system/system-command.ts';

export default clientCommand({
  name: 'server request kick',
  summary: 'Disconnect a client at once',
  examples: ['server request kick 7 NDXK… --context sys'],
  args: { cid: 'id of the connection', server: 'id of its server' },
  aliases: ['server req kick'],
  flags: askingFlags,
  run: async (line, io) => {
    const [cid, server] = line.args as [string, string];
    if (!/^\d+$/.test(cid)) throw new UsageError(`not a connection id: ${JSON.stringify(cid)}`);
    if (!/^N[A-Z2-7]{55}$/.test(server)) {
      throw new UsageError(`not the id of a server: ${JSON.stringify(server)}`);
    }
    const question = {
      subject: `SERVER.${server}.KICK`,
      options: { cid: Number(cid) },
      timeoutMs: timeoutOf(line.flags),
      expect: 1,
    };
    return withSession(line, io, (session) =>
      printAnswers(session, question, (text) => io.stdout.write(`${text}\n`)),
    );
  },
});
