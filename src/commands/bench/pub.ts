import { benchPubProgram } from '../../cli/bench/bench.ts';
import { programCommand } from '../../cli/client-command.ts';

export default programCommand(benchPubProgram, {
  summary: 'Measure how fast messages are published',
  description:
    'Publishes at full speed until the server has read every message, or with --throughput at constant rate, each message ' +
    'with a stamp by which `natsx bench sub` elsewhere counts what is lost and how long it took.',
  examples: [
    'bench pub orders --msgs 1000000 --size 16B',
    'bench pub orders --clients 4 --multisubject --multisubjectmax 1000 --csv orders.csv',
    'bench pub orders --throughput 5000 --duration 1m',
  ],
  args: { subject: 'subject to send to' },
});
