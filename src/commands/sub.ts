import { Args } from '@oclif/core';
import { flagsFirst } from '../cli/flags-first.ts';
import { GoFlagsCommand, oclifFlags } from '../cli/go-flags-command.ts';
import { processSurroundings } from '../cli/main.ts';
import { natsxSub, subFlags } from '../cli/nats-sub.ts';
import { execute } from '../cli/program.ts';

export default class Sub extends GoFlagsCommand {
  static override summary = 'Print the messages of a subject';
  static override description =
    'Messages go to stdout, all else to stderr. Listens until Ctrl-C, which hands out what has arrived and exits with 0. ' +
    'A lost connection is dialled again for ten minutes.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> "orders.>"',
    '<%= config.bin %> <%= command.id %> orders.new --queue workers --json',
    '<%= config.bin %> <%= command.id %> photos --count 1 --raw > photo.jpg',
  ];
  static override strict = true;
  static override args = {
    subject: Args.string({ required: true, description: 'subject, may have wildcards' }),
  };
  static override flags = oclifFlags(subFlags);

  override async run(): Promise<never> {
    this.exit(await execute(natsxSub, flagsFirst(subFlags, this.argv), processSurroundings()));
  }
}
