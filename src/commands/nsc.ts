import { NatsxError } from '../base/errors.ts';
import { BaseCommand } from '../cli/base-command.ts';

export default class Nsc extends BaseCommand {
  static override summary = 'Manage operators, accounts and users (not here yet)';
  static override examples = ['<%= config.bin %> <%= command.id %> --help'];
  static override strict = false;

  override async run(): Promise<never> {
    throw new NatsxError('ERR_NOT_HERE_YET', 'nsc is not part of natsx yet', {
      suggestions: ['until it is, use the nsc of the NATS project: github.com/nats-io/nsc'],
    });
  }
}
