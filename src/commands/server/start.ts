import { GoFlagsCommand, oclifFlags } from '../../cli/go-flags-command.ts';
import { runServerProcess } from '../../cli/server-process.ts';
import { serverFlags } from '../../server/options/flags.ts';

export default class ServerStart extends GoFlagsCommand {
  static override summary = 'Start a NATS server in the foreground';
  static override description =
    "The program natsx-server: flags, log lines, signals and exit codes are nats-server's.";
  static override examples = [
    {
      description: 'On port 4222 of all addresses',
      command: '<%= config.bin %> <%= command.id %>',
    },
    {
      description: 'For this machine only, with monitoring',
      command: '<%= config.bin %> <%= command.id %> --addr 127.0.0.1 --http_port 8222',
    },
  ];
  static override flags = oclifFlags(serverFlags);

  override async run(): Promise<void> {
    this.exit(await runServerProcess(this.argv));
  }
}
