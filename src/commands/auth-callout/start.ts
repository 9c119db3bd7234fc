import { Flags } from '@oclif/core';
import { runCalloutService } from '../../cli/auth-callout/run.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { CaughtSignals } from '../../cli/caught-signals.ts';
import { processHost } from '../../cli/process-host.ts';

export default class AuthCalloutStart extends BaseCommand {
  static override summary = 'Decide for servers who may connect, by a file of rules';
  static override description =
    'A service for the auth callout of natsx-server and nats-server: users with passwords, tokens or nkeys, tokens of ' +
    'OpenID providers and of Kubernetes clusters. SIGHUP reads the rules again, SIGINT and SIGTERM stop it.';
  static override examples = ['<%= config.bin %> <%= command.id %> --config rules.conf'];
  static override flags = {
    config: Flags.string({ char: 'c', description: 'file of rules', required: true }),
    debug: Flags.boolean({ char: 'D', description: 'log who was let in, too' }),
  };

  override async run(): Promise<void> {
    const signals = new CaughtSignals((signal, caught) => process.on(signal, caught));
    const { flags } = await this.parse(AuthCalloutStart);
    const { config: file, debug } = flags;
    this.exit(await runCalloutService({ file, debug }, processHost(signals)));
  }
}
