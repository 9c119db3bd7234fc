import { barLines } from '../../../cli/system/bars.ts';
import { reportCommand, sortedBy } from '../../../cli/system/reports/report.ts';
import { formatByteSize } from '../../../nats-client/bench/byte-size.ts';

export default reportCommand({
  name: 'mem',
  summary: 'Report on memory usage',
  examples: ['mem --context sys', 'mem --cluster east --json'],
  flags: {},
  ask: async ({ flags, every }) => {
    const answers = await every('VARZ');
    const servers = answers.map(({ server, data }) => ({ server: server.name, mem: data.mem }));
    return sortedBy(servers, ({ mem }) => mem, flags.reverse);
  },
  json: (servers) => Object.fromEntries(servers.map(({ server, mem }) => [server, mem])),
  text: (servers, _flags, { isAscii }) => {
    const rows = servers.map(({ server, mem }) => ({
      label: server,
      value: mem,
      text: formatByteSize(mem),
    }));
    return `Memory Usage\n\n${barLines(rows, { width: 30, isAscii }).join('\n')}\n`;
  },
});
