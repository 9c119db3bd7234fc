import { requestCommand } from '../../../cli/system/server-request.ts';

export default requestCommand({
  name: 'variables',
  summary: 'Show the configuration and the counters of each server',
  aliases: ['var', 'varz'],
  endpoint: 'VARZ',
  examples: ['variables --context sys', 'variables 1 --name n1'],
  flags: {},
});
