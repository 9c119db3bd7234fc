import { clientCommand } from '../cli/client-command.ts';
import { top, topFlags } from '../cli/system/top.ts';

export default clientCommand({
  name: 'top',
  summary: 'Watch a server and its connections',
  description:
    'Asks the server through the system account, as often as --interval says. Keys: o sort, n limit, s subscriptions, ' +
    'd names of clients, b numbers as they are, space rates, h help, q quit.',
  examples: [
    'top n1 --context sys',
    'top n1 --context sys --sort bytes_to --conns 20',
    'top n1 --context sys --output connections.csv --delimiter ,',
    'top --context sys --json --max-refresh 1',
  ],
  args: { 'server?': 'name or id; the one that is connected to if it is left out' },
  flags: topFlags,
  run: top,
});
