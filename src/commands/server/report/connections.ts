import {
  connectionFlags,
  connectionsJson,
  connectionsText,
  findConnections,
} from '../../../cli/system/reports/connections.ts';
import { reportCommand } from '../../../cli/system/reports/report.ts';

export default reportCommand({
  name: 'connections',
  summary: 'Report on the connections of all servers',
  aliases: ['conn', 'connz', 'conns'],
  examples: [
    'connections --context sys',
    'connections --account ACME --sort out-bytes --top 10',
    'connections --state closed --closed-reason "Slow Consumer"',
    'connections --subject orders.new --json',
  ],
  flags: {
    account: { type: 'string', value: 'name', description: 'Only those of this account' },
    ...connectionFlags,
  },
  ask: ({ flags, every }) => findConnections({ flags, every }, flags.account),
  json: connectionsJson,
  text: (found, flags, look) => connectionsText(found, flags, look),
});
