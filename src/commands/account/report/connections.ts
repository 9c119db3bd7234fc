import {
  connectionFlags,
  connectionsJson,
  connectionsText,
  findConnections,
} from '../../../cli/system/reports/connections.ts';
import { reportCommand } from '../../../cli/system/reports/report.ts';

export default reportCommand({
  topic: 'account',
  name: 'connections',
  summary: 'Report on the connections of the account of the user, at all servers',
  aliases: ['conn', 'connz', 'conns'],
  examples: [
    'connections',
    'connections --sort out-bytes --top 10 --context east',
    'connections --username marten --json',
  ],
  flags: connectionFlags,
  ask: (question) => findConnections(question),
  json: connectionsJson,
  text: connectionsText,
});
