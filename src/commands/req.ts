import { Args } from '@oclif/core';
import { flagsFirst } from '../cli/flags-first.ts';
import { GoFlagsCommand, oclifFlags } from '../cli/go-flags-command.ts';
import { processSurroundings } from '../cli/main.ts';
import { natsxReq, reqFlags } from '../cli/nats-req.ts';
import { execute } from '../cli/program.ts';

export default class Req extends GoFlagsCommand {
  static override summary = 'Send a request and print the reply';
  static override description =
    'Exits with 0 when all replies wanted have come, 1 for a failure, 2 for a wrong command line, ' +
    '3 when nobody listens on the subject, 4 when replies have not come in time.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> help.please "I need help!"',
    '<%= config.bin %> <%= command.id %> help.please --timeout 500ms --raw "I need help!"',
    '<%= config.bin %> <%= command.id %> services.ping --replies 0 --json ""',
  ];
  static override strict = true;
  static override args = {
    subject: Args.string({ required: true, description: 'subject to ask' }),
    request: Args.string({
      required: true,
      description: 'payload; - reads it from standard input',
    }),
  };
  static override flags = oclifFlags(reqFlags);

  override async run(): Promise<never> {
    this.exit(await execute(natsxReq, flagsFirst(reqFlags, this.argv), processSurroundings()));
  }
}
