import { Args } from '@oclif/core';
import { benchSubProgram } from '../../cli/bench/bench.ts';
import { subscribeFlags } from '../../cli/bench/flags.ts';
import { flagsFirst } from '../../cli/flags-first.ts';
import { GoFlagsCommand, oclifFlags } from '../../cli/go-flags-command.ts';
import { processSurroundings } from '../../cli/main.ts';
import { execute } from '../../cli/program.ts';

export default class BenchSub extends GoFlagsCommand {
  static override summary = 'Measure how fast messages are received';
  static override description =
    'Each of the --clients subscribes to all messages and waits for --msgs of them; Ctrl-C reports what has come. Messages ' +
    'of a constant rate are counted by their stamps: losses, duplicates, order and latency from when each was due, and their ' +
    'end ends the subscriber too. Between machines the latency is as good as their clocks. Exits with 1 when messages are lost.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> orders --msgs 1000000',
    '<%= config.bin %> <%= command.id %> orders --clients 4 --json',
    '<%= config.bin %> <%= command.id %> orders --multisubject --server nats://far.example.com:4222',
  ];
  static override strict = true;
  static override args = {
    subject: Args.string({ required: true, description: 'subject, may have wildcards' }),
  };
  static override flags = oclifFlags(subscribeFlags);

  override async run(): Promise<never> {
    const argv = flagsFirst(subscribeFlags, this.argv);
    this.exit(await execute(benchSubProgram, argv, processSurroundings()));
  }
}
