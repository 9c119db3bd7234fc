import { clientCommand } from '../cli/client-command.ts';
import { traffic, trafficFlags } from '../cli/system/traffic.ts';

export default clientCommand({
  name: 'traffic',
  summary: 'Count the messages of an account by kind, second by second',
  description:
    'Listens to all that the user may hear, which costs as much as any subscriber of it, until q or Ctrl-C.',
  examples: ['traffic', 'traffic "orders.>" --context east', 'traffic --json --max-refresh 60'],
  args: { 'subjects?': 'only these (>)' },
  flags: trafficFlags,
  run: traffic,
});
