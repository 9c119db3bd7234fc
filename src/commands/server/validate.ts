import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';
import { processHost } from '../../cli/server-validate/process-host.ts';
import {
  validateConfig,
  validationLines,
  type Validation,
} from '../../cli/server-validate/validate.ts';

export default class ServerValidate extends BaseCommand {
  static override summary = 'Look through a configuration before a server reads it';
  static override description =
    'Deeper than natsx-server -t: unusable files and directories, certificates and JWTs that have expired, ' +
    'ports that are taken or given twice, and, with --pid or --url, what a reload would change on a running server. ' +
    'Exits with 1 when something would keep a server from starting or a reload from being taken.';
  static override enableJsonFlag = true;
  static override examples = [
    '<%= config.bin %> <%= command.id %> nats.conf',
    {
      description: 'What a reload of the file would change',
      command: '<%= config.bin %> <%= command.id %> nats.conf --url http://127.0.0.1:8222',
    },
  ];
  static override args = {
    config: Args.string({ description: 'configuration file', required: true }),
  };
  static override flags = {
    pid: Flags.integer({
      description: 'process of a running server, which is asked for its command line',
      exclusive: ['url'],
      min: 1,
    }),
    url: Flags.string({
      description: 'monitoring endpoint of a running server, as http://127.0.0.1:8222',
      exclusive: ['pid'],
    }),
  };

  override async run(): Promise<Validation> {
    const { args, flags } = await this.parse(ServerValidate);
    const { pid, url } = flags;
    const byUrl = url === undefined ? undefined : ({ type: 'url', url } as const);
    const running = pid === undefined ? byUrl : ({ type: 'pid', pid } as const);
    const validation = await validateConfig(args.config, running, processHost());
    for (const line of validationLines(validation)) this.log(line);
    if (!validation.valid) process.exitCode = 1;
    return validation;
  }
}
