import { benchSubProgram } from '../../cli/bench/bench.ts';
import { programCommand } from '../../cli/client-command.ts';

export default programCommand(benchSubProgram, {
  summary: 'Measure how fast messages are received',
  description:
    'Each of the --clients subscribes to all messages and waits for --msgs of them; Ctrl-C reports what has come. Messages ' +
    'of a constant rate are counted by their stamps: losses, duplicates, order and latency from when each was due, and their ' +
    'end ends the subscriber too. Between machines the latency is as good as their clocks. Exits with 1 when messages are lost.',
  examples: [
    'bench sub orders --msgs 1000000',
    'bench sub orders --clients 4 --json',
    'bench sub orders --multisubject --server nats://far.example.com:4222',
  ],
  args: { subject: 'subject, may have wildcards' },
});
