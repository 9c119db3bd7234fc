import { programCommand } from '../cli/client-command.ts';
import { natsxReq } from '../cli/nats-req.ts';

export default programCommand(natsxReq, {
  summary: 'Send a request and print the reply',
  description:
    'Exits with 0 when all replies wanted have come, 1 for a failure, 2 for a wrong command line, ' +
    '3 when nobody listens on the subject, 4 when replies have not come in time.',
  examples: [
    'req help.please "I need help!"',
    'req help.please --timeout 500ms --raw "I need help!"',
    'req services.ping --replies 0 --json ""',
  ],
  args: { subject: 'subject to ask', request: 'payload; - reads it from standard input' },
});
