import { accountServerFlags } from '../../cli/account-server/command-line.ts';
import { runAccountServerProcess } from '../../cli/account-server/process.ts';
import { plainCommand } from '../../cli/plain-command.ts';

export default plainCommand({
  summary: 'Serve the JWTs of accounts over HTTP',
  description:
    "The program nats-account-server: paths, flags, log lines, signals and exit codes are the original's. " +
    'Servers look accounts up here (resolver: URL(…)), nsc pushes them.',
  examples: [
    {
      description: 'Accounts in a folder, for the operator that signs them',
      command: 'account-server start --dir ./jwt --operator ./operator.jwt',
    },
    {
      description: 'A store of nsc as it is, read-only',
      command: 'account-server start --nsc ~/.local/share/nats/nsc/stores/ACME',
    },
  ],
  takesMore: true,
  flags: accountServerFlags,
  execute: (argv) => runAccountServerProcess(argv),
});
