import { Args } from '@oclif/core';
import { loadRules } from '../../cli/auth-callout/load.ts';
import { BaseCommand } from '../../cli/base-command.ts';

interface Checked {
  readonly users: number;
  readonly providers: number;
  readonly accounts: readonly string[];
  readonly issuer: string;
  readonly xkey?: string;
}

export default class AuthCalloutCheck extends BaseCommand {
  static override summary = 'Look through a file of rules';
  static override description =
    'Reads the rules and all files that they name, as the service does, and shows the keys that belong into the ' +
    'configuration of the server. Exits with 1 if the service would not start.';
  static override enableJsonFlag = true;
  static override examples = ['<%= config.bin %> <%= command.id %> rules.conf'];
  static override args = { file: Args.string({ description: 'file of rules', required: true }) };

  override async run(): Promise<Checked> {
    const { args } = await this.parse(AuthCalloutCheck);
    const { rules, keys } = await loadRules(args.file);
    const checked = {
      users: rules.users.length,
      providers: rules.providers.length,
      accounts: [...rules.accounts.keys()],
      issuer: keys.issuer.account,
      ...(keys.curve === undefined ? {} : { xkey: keys.curve.publicKey }),
    };
    this.log(`${args.file} is valid: ${checked.users} user(s), ${checked.providers} provider(s)`);
    this.log(`issuer: ${checked.issuer}`);
    if (checked.xkey !== undefined) this.log(`xkey: ${checked.xkey}`);
    return checked;
  }
}
