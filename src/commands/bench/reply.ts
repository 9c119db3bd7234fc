import { Args } from '@oclif/core';
import { benchReplyProgram } from '../../cli/bench/bench.ts';
import { replyFlags } from '../../cli/bench/flags.ts';
import { flagsFirst } from '../../cli/flags-first.ts';
import { GoFlagsCommand, oclifFlags } from '../../cli/go-flags-command.ts';
import { processSurroundings } from '../../cli/main.ts';
import { execute } from '../../cli/program.ts';

export default class BenchReply extends GoFlagsCommand {
  static override summary = 'Answer the requests of bench request';
  static override aliases = ['bench:service:serve']; // natscli's name.
  static override description =
    'All --clients are one queue group and answer with a payload of --size, until Ctrl-C or --msgs requests.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> help',
    '<%= config.bin %> <%= command.id %> help --clients 2 --size 1KB --msgs 10000',
  ];
  static override strict = true;
  static override args = {
    subject: Args.string({ required: true, description: 'subject, may have wildcards' }),
  };
  static override flags = oclifFlags(replyFlags);

  override async run(): Promise<never> {
    const argv = flagsFirst(replyFlags, this.argv);
    this.exit(await execute(benchReplyProgram, argv, processSurroundings()));
  }
}
