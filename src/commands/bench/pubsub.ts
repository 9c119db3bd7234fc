import { benchPubsubProgram } from '../../cli/bench/bench.ts';
import { programCommand } from '../../cli/client-command.ts';

export default programCommand(benchPubsubProgram, {
  summary: 'Measure publishers and subscribers together',
  description:
    'As many publishers as subscribers (--clients), in this process; each subscriber must hear every message, and the exit ' +
    'code is 1 when one is lost. With --throughput messages are sent by schedule, and latencies count from when a message ' +
    'was due, so that a stall shows in all the messages that it held back.',
  examples: [
    'bench pubsub orders --msgs 1000000',
    'bench pubsub orders --throughput 2000 --duration 30s',
    'bench pubsub orders --throughput 500 --duration 1h --timeout 10s --json',
  ],
  args: { subject: 'subject to send to' },
});
