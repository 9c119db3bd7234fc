import { Args } from '@oclif/core';
import { flagsFirst } from '../cli/flags-first.ts';
import { GoFlagsCommand, oclifFlags } from '../cli/go-flags-command.ts';
import { processSurroundings } from '../cli/main.ts';
import { natsxReply, replyFlags } from '../cli/nats-rply.ts';
import { execute } from '../cli/program.ts';

export default class Reply extends GoFlagsCommand {
  static override summary = 'Answer the requests on a subject';
  static override description =
    'Prints each request to stdout and sends the response. Listens until Ctrl-C, which answers what has arrived and ' +
    'exits with 0. A lost connection is dialled again for ten minutes.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> help.please "I can help!"',
    '<%= config.bin %> <%= command.id %> help.please --queue helpers --count 1 "I can help!"',
  ];
  static override strict = true;
  static override args = {
    subject: Args.string({ required: true, description: 'subject to listen on' }),
    response: Args.string({
      description: 'payload of every reply; - reads it from standard input',
    }),
  };
  static override flags = oclifFlags(replyFlags);

  override async run(): Promise<never> {
    this.exit(await execute(natsxReply, flagsFirst(replyFlags, this.argv), processSurroundings()));
  }
}
