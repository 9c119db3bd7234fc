import { Args } from '@oclif/core';
import { benchPubProgram } from '../../cli/bench/bench.ts';
import { publishFlags } from '../../cli/bench/flags.ts';
import { flagsFirst } from '../../cli/flags-first.ts';
import { GoFlagsCommand, oclifFlags } from '../../cli/go-flags-command.ts';
import { processSurroundings } from '../../cli/main.ts';
import { execute } from '../../cli/program.ts';

export default class BenchPub extends GoFlagsCommand {
  static override summary = 'Measure how fast messages are published';
  static override description =
    'Publishes at full speed until the server has read every message, or with --throughput at constant rate, each message ' +
    'with a stamp by which `<%= config.bin %> bench sub` elsewhere counts what is lost and how long it took.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --msgs 1000000 --size 16B',
    '<%= config.bin %> <%= command.id %> orders --clients 4 --multisubject --multisubjectmax 1000 --csv orders.csv',
    '<%= config.bin %> <%= command.id %> orders --throughput 5000 --duration 1m',
  ];
  static override strict = true;
  static override args = {
    subject: Args.string({ required: true, description: 'subject to send to' }),
  };
  static override flags = oclifFlags(publishFlags);

  override async run(): Promise<never> {
    const argv = flagsFirst(publishFlags, this.argv);
    this.exit(await execute(benchPubProgram, argv, processSurroundings()));
  }
}
