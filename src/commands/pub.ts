import { Args } from '@oclif/core';
import { flagsFirst } from '../cli/flags-first.ts';
import { GoFlagsCommand, oclifFlags } from '../cli/go-flags-command.ts';
import { natsxPub, pubFlags } from '../cli/nats-pub.ts';
import { processSurroundings } from '../cli/main.ts';
import { execute } from '../cli/program.ts';

export default class Pub extends GoFlagsCommand {
  static override summary = 'Publish a message';
  static override description =
    'Exits with 0 once the server has taken the message, 1 if it has not, 2 for a wrong command line.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> orders.new "one coffee"',
    '<%= config.bin %> <%= command.id %> orders.new --header "Priority: high" --count 3 "one coffee"',
    'cat photo.jpg | <%= config.bin %> <%= command.id %> --server nats://demo.nats.io photos -',
  ];
  static override strict = true;
  static override args = {
    subject: Args.string({ required: true, description: 'subject to publish to' }),
    message: Args.string({
      required: true,
      description: 'payload; - reads it from standard input',
    }),
  };
  static override flags = oclifFlags(pubFlags);

  override async run(): Promise<never> {
    this.exit(await execute(natsxPub, flagsFirst(pubFlags, this.argv), processSurroundings()));
  }
}
