import { accountServerFlags } from '../../cli/account-server/command-line.ts';
import { runAccountServerProcess } from '../../cli/account-server/process.ts';
import { GoFlagsCommand, oclifFlags } from '../../cli/go-flags-command.ts';

export default class AccountServerStart extends GoFlagsCommand {
  static override summary = 'Serve the JWTs of accounts over HTTP';
  static override description =
    "The program nats-account-server: paths, flags, log lines, signals and exit codes are the original's. " +
    'Servers look accounts up here (resolver: URL(…)), nsc pushes them.';
  static override examples = [
    {
      description: 'Accounts in a folder, for the operator that signs them',
      command: '<%= config.bin %> <%= command.id %> --dir ./jwt --operator ./operator.jwt',
    },
    {
      description: 'A store of nsc as it is, read-only',
      command: '<%= config.bin %> <%= command.id %> --nsc ~/.local/share/nats/nsc/stores/ACME',
    },
  ];
  static override flags = oclifFlags(accountServerFlags);

  override async run(): Promise<void> {
    this.exit(await runAccountServerProcess(this.argv));
  }
}
