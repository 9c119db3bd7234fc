import { clientCommand } from '../cli/client-command.ts';
import { latency, latencyFlags } from '../cli/system/latency.ts';

export default clientCommand({
  name: 'latency',
  summary: 'Measure how long messages take from one connection to another',
  description:
    'Publishes at constant rate. A message that is sent late counts from when it was due, so that a stall is not hidden. ' +
    'Exits with 1 if messages are lost.',
  examples: [
    'latency',
    'latency -s nats://east:4222 --server-b nats://west:4222 --duration 30s',
    'latency --size 1KB --rate 5000 --histogram east --json',
  ],
  aliases: ['lat'],
  flags: latencyFlags,
  run: latency,
});
