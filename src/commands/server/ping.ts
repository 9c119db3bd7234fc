import { clientCommand } from '../../cli/client-command.ts';
import { timeoutOf } from '../../cli/context-flags.ts';
import { oneLine } from '../../cli/table.ts';
import {
  askingFlags,
  expectedServers,
  jsonFlag,
  printJson,
  withSession,
} from '../../cli/system/system-command.ts';
import { shortRtt } from '../../cli/system/units.ts';
import { ask } from '../../system-client/ask.ts';

export default clientCommand({
  name: 'server ping',
  summary: 'Measure how long each server takes to answer',
  examples: ['server ping --context sys', 'server ping 9 --context sys --id'],
  args: { 'expect?': 'how many servers to wait for' },
  flags: {
    ...askingFlags,
    ...jsonFlag,
    id: { type: 'boolean', description: 'Show the ids of the servers, too' },
  },
  run: async (line, io) => {
    const { flags, args } = line;
    const expect = expectedServers(args[0]);
    const question = { subject: 'SERVER.PING', timeoutMs: timeoutOf(flags), expect };
    const replies: { id: string; name: string; rtt: number }[] = [];
    await withSession(line, io, async (session) => {
      for await (const { server, rttMs } of ask(session, question)) {
        replies.push({ id: server.id, name: server.name, rtt: rttMs });
        if (flags.json) continue;
        const id = flags.id ? `${server.id} ` : '';
        const name = oneLine(server.name).padEnd(60);
        await io.stdout.write(`${id}${name} rtt=${shortRtt(rttMs)}\n`);
      }
    });
    const rtts = replies.map(({ rtt }) => rtt);
    const statistics = {
      max: Math.max(...rtts),
      min: Math.min(...rtts),
      avg: rtts.reduce((sum, rtt) => sum + rtt, 0) / rtts.length,
    };
    if (flags.json) await printJson(io, { replies, ...(rtts.length > 0 && { statistics }) });
    else if (rtts.length > 0) {
      const { max, min, avg } = statistics;
      const texts = [max, min, avg].map((ms) => ms.toFixed(2));
      await io.stdout.write('\n---- ping statistics ----\n');
      await io.stdout.write(
        `${rtts.length} replies max: ${texts[0]} min: ${texts[1]} avg: ${texts[2]}\n`,
      );
    }
    if (rtts.length === 0) await io.stderr.write('no responses received\n');
    const missing = (expect ?? 1) - rtts.length;
    if (missing > 0 && expect !== undefined) {
      await io.stderr.write(`Missing ${missing} server(s)\n`);
    }
    return missing > 0 ? 1 : 0;
  },
});
