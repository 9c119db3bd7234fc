import { clientCommand } from '../../cli/client-command.ts';
import { SERVER_ORDERS, serverListText, sortServers } from '../../cli/system/server-list.ts';
import { timeoutOf } from '../../cli/context-flags.ts';
import { fitted } from '../../cli/table.ts';
import {
  askingFlags,
  expectedServers,
  jsonFlag,
  noAnswers,
  printJson,
  sortKey,
  withSession,
} from '../../cli/system/system-command.ts';
import { askAll } from '../../system-client/ask.ts';

export default clientCommand({
  name: 'server list',
  summary: 'List the servers of all clusters, and the clusters',
  examples: [
    'server list --context sys',
    'server list 9 --creds sys.creds --sort mem',
    'server list --context sys --json',
  ],
  args: { 'expect?': 'how many servers to wait for' },
  aliases: ['server ls'],
  flags: {
    ...askingFlags,
    ...jsonFlag,
    sort: {
      type: 'string',
      value: 'key',
      description: 'Sort by name, cluster, conns, subs, routes, gws, mem, cpu, slow, uptime or rtt',
      default: 'rtt',
    },
    reverse: { type: 'boolean', aliases: ['R'], description: 'Sort the other way round' },
    'no-compact': { type: 'boolean', description: 'Show names whole, with what they all share' },
  },
  run: async (line, io) => {
    const { flags, args } = line;
    const expect = expectedServers(args[0]);
    const by = sortKey(flags.sort, SERVER_ORDERS);
    const question = { endpoint: 'STATSZ', timeoutMs: timeoutOf(flags), expect } as const;
    const answers = await withSession(line, io, (session) => askAll(session, question));
    if (answers.length === 0) throw noAnswers();
    const pinged = answers.map(({ server, data, rttMs }) => ({ server, statsz: data, rttMs }));
    const servers = sortServers(pinged, by, flags.reverse);
    if (flags.json)
      await printJson(
        io,
        servers.map(({ server, statsz }) => ({ server, statsz })),
      );
    else {
      const look = { isCompact: !flags['no-compact'], isAscii: io.isAscii };
      await io.stdout.write(fitted(serverListText(servers, look), io.stdout.columns));
    }
    if (expect === undefined || servers.length >= expect) return 0;
    await io.stderr.write(`Missing ${expect - servers.length} server(s)\n`);
    return 1;
  },
});
