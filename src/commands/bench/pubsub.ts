import { Args } from '@oclif/core';
import { benchPubsubProgram } from '../../cli/bench/bench.ts';
import { publishSubscribeFlags } from '../../cli/bench/flags.ts';
import { flagsFirst } from '../../cli/flags-first.ts';
import { GoFlagsCommand, oclifFlags } from '../../cli/go-flags-command.ts';
import { processSurroundings } from '../../cli/main.ts';
import { execute } from '../../cli/program.ts';

export default class BenchPubsub extends GoFlagsCommand {
  static override summary = 'Measure publishers and subscribers together';
  static override description =
    'As many publishers as subscribers (--clients), in this process; each subscriber must hear every message, and the exit ' +
    'code is 1 when one is lost. With --throughput messages are sent by schedule, and latencies count from when a message ' +
    'was due, so that a stall shows in all the messages that it held back.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --msgs 1000000',
    '<%= config.bin %> <%= command.id %> orders --throughput 2000 --duration 30s',
    '<%= config.bin %> <%= command.id %> orders --throughput 500 --duration 1h --timeout 10s --json',
  ];
  static override strict = true;
  static override args = {
    subject: Args.string({ required: true, description: 'subject to send to' }),
  };
  static override flags = oclifFlags(publishSubscribeFlags);

  override async run(): Promise<never> {
    const argv = flagsFirst(publishSubscribeFlags, this.argv);
    this.exit(await execute(benchPubsubProgram, argv, processSurroundings()));
  }
}
