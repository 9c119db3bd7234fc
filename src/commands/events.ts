import { clientCommand } from '../cli/client-command.ts';
import { eventFlags, showEvents } from '../cli/system/events.ts';

export default clientCommand({
  name: 'events',
  summary: 'Show connections, disconnections, refused logins and servers that stop, as it happens',
  description:
    'Listens in the account of the user until Ctrl-C: for the events of servers that must be the system account, for ' +
    'those of JetStream the account whose streams they are about.',
  examples: [
    'events --context sys',
    'events --context sys --short --filter "authentication"',
    'events --context sys --all --json',
    'events --srv-advisory=false --js-advisory',
  ],
  aliases: ['event', 'e'],
  flags: eventFlags,
  run: showEvents,
});
