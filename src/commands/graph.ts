import { clientCommand } from '../cli/client-command.ts';
import { graph, graphFlags } from '../cli/system/graph.ts';

export default clientCommand({
  name: 'graph',
  summary: 'Plot message rates, connections and memory over time, of a server or of all',
  description:
    'Asks through the system account, as often as --interval says, until q or Ctrl-C. A server that is restarted begins ' +
    'again with a rate of nothing.',
  examples: [
    'graph --context sys',
    'graph n1 --context sys --interval 5s',
    'graph --context sys --cluster east --json --max-refresh 60',
  ],
  args: { 'server?': 'name of a server; all of them together if it is left out' },
  aliases: ['server graph'],
  flags: graphFlags,
  run: graph,
});
