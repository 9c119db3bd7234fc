import { barLines } from '../../../cli/system/bars.ts';
import { reportCommand, sortedBy } from '../../../cli/system/reports/report.ts';

export default reportCommand({
  name: 'cpu',
  summary: 'Report on CPU usage, in percent of one core',
  examples: ['cpu --context sys', 'cpu --watch 2 --context sys'],
  flags: {},
  ask: async ({ flags, every }) => {
    const answers = await every('VARZ');
    const servers = answers.map(({ server, data }) => ({ server: server.name, cpu: data.cpu }));
    return sortedBy(servers, ({ cpu }) => cpu, flags.reverse);
  },
  json: (servers) => Object.fromEntries(servers.map(({ server, cpu }) => [server, cpu])),
  text: (servers, _flags, { isAscii }) => {
    const rows = servers.map(({ server, cpu }) => ({
      label: server,
      value: cpu,
      text: String(Math.round(cpu * 10) / 10),
    }));
    return `CPU Usage\n\n${barLines(rows, { width: 30, isAscii }).join('\n')}\n`;
  },
});
