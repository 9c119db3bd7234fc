import { clientCommand } from '../cli/client-command.ts';
import { upFlags } from '../cli/up/flags.ts';
import { up } from '../cli/up/up.ts';

export default clientCommand({
  name: 'up',
  summary: 'Run a secured deployment on this machine: a server, a cluster, or a super-cluster',
  description:
    'Makes an operator, a system account, an account and a user, writes creds and contexts, starts servers that trust ' +
    'them on 127.0.0.1, and prints how to connect. The next run finds what the first has made, in ' +
    '$XDG_DATA_HOME/natsx/NAME (~/.local/share/natsx/NAME). Ctrl-C stops all of it.',
  examples: [
    'up',
    'up --clusters 2 --servers 3 --leafnodes 1 --watch',
    'up --name other --port 4322 --processes',
    'up --clusters 2 --servers 3 --engine nats-server',
    'up --clusters 2 --servers 3 --export ./super-cluster',
    'up --clusters 2 --servers 3 --compare',
  ],
  flags: upFlags,
  run: up,
});
