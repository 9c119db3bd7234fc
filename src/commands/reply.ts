import { programCommand } from '../cli/client-command.ts';
import { natsxReply } from '../cli/nats-rply.ts';

export default programCommand(natsxReply, {
  summary: 'Answer the requests on a subject',
  description:
    'Prints each request to stdout and sends the response. Listens until Ctrl-C, which answers what has arrived and ' +
    'exits with 0. A lost connection is dialled again for ten minutes.',
  examples: [
    'reply help.please "I can help!"',
    'reply help.please --queue helpers --count 1 "I can help!"',
  ],
  args: {
    subject: 'subject to listen on',
    'response?': 'payload of every reply; - reads it from standard input',
  },
});
