import { benchRequestProgram } from '../../cli/bench/bench.ts';
import { programCommand } from '../../cli/client-command.ts';

export default programCommand(benchRequestProgram, {
  summary: 'Measure the latency of requests',
  aliases: ['bench service request'], // natscli's name.
  description:
    'Each of the --clients waits for its reply before it asks again, or with --throughput asks by schedule, and requests ' +
    'without a reply count as lost. Somebody must answer, for example `natsx bench reply`. Exits with 3 when nobody does, ' +
    '4 when a reply does not come in time, 1 when requests at constant rate are lost.',
  examples: [
    'bench request help --msgs 10000',
    'bench request help --clients 10 --size 1KB --duration 10s',
    'bench request help --throughput 1000 --duration 1m --json',
  ],
  args: { subject: 'subject to send to' },
});
