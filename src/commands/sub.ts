import { programCommand } from '../cli/client-command.ts';
import { natsxSub } from '../cli/nats-sub.ts';

export default programCommand(natsxSub, {
  summary: 'Print the messages of a subject',
  description:
    'Messages go to stdout, all else to stderr. Listens until Ctrl-C, which hands out what has arrived and exits with 0. ' +
    'A lost connection is dialled again for ten minutes.',
  examples: [
    'sub "orders.>"',
    'sub orders.new --queue workers --json',
    'sub photos --count 1 --raw > photo.jpg',
  ],
  args: { subject: 'subject, may have wildcards' },
});
