import { programCommand } from '../cli/client-command.ts';
import { natsxPub } from '../cli/nats-pub.ts';

export default programCommand(natsxPub, {
  summary: 'Publish a message',
  description:
    'Exits with 0 once the server has taken the message, 1 if it has not, 2 for a wrong command line.',
  examples: [
    'pub orders.new "one coffee"',
    'pub orders.new --header "Priority: high" --count 3 "one coffee"',
    'cat photo.jpg | natsx pub --server nats://demo.nats.io photos -',
  ],
  args: { subject: 'subject to publish to', message: 'payload; - reads it from standard input' },
});
