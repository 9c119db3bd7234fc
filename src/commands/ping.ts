import { clientCommand } from '../cli/client-command.ts';
import { ping, pingFlags } from '../cli/system/ping.ts';

export default clientCommand({
  name: 'ping',
  summary: 'List every server of all clusters',
  description:
    'One request through the system account, which every server answers. Servers that others know of but that do not ' +
    'answer are shown as missing; then, and when there are not as many as --expect says, it exits with 1.',
  examples: [
    'ping --creds sys.creds',
    'ping --context sys --wide',
    'ping --context sys --watch --interval 5s',
    'ping --context sys --expect 9 --json',
  ],
  flags: pingFlags,
  run: ping,
});
