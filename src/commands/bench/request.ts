import { Args } from '@oclif/core';
import { benchRequestProgram } from '../../cli/bench/bench.ts';
import { requestFlags } from '../../cli/bench/flags.ts';
import { flagsFirst } from '../../cli/flags-first.ts';
import { GoFlagsCommand, oclifFlags } from '../../cli/go-flags-command.ts';
import { processSurroundings } from '../../cli/main.ts';
import { execute } from '../../cli/program.ts';

export default class BenchRequest extends GoFlagsCommand {
  static override summary = 'Measure the latency of requests';
  static override aliases = ['bench:service:request']; // natscli's name.
  static override description =
    'Each of the --clients waits for its reply before it asks again, or with --throughput asks by schedule, and requests ' +
    'without a reply count as lost. Somebody must answer, for example `<%= config.bin %> bench reply`. Exits with 3 when nobody does, ' +
    '4 when a reply does not come in time, 1 when requests at constant rate are lost.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> help --msgs 10000',
    '<%= config.bin %> <%= command.id %> help --clients 10 --size 1KB --duration 10s',
    '<%= config.bin %> <%= command.id %> help --throughput 1000 --duration 1m --json',
  ];
  static override strict = true;
  static override args = {
    subject: Args.string({ required: true, description: 'subject to send to' }),
  };
  static override flags = oclifFlags(requestFlags);

  override async run(): Promise<never> {
    const argv = flagsFirst(requestFlags, this.argv);
    this.exit(await execute(benchRequestProgram, argv, processSurroundings()));
  }
}
