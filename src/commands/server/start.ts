import { plainCommand } from '../../cli/plain-command.ts';
import { runServerProcess } from '../../cli/server-process.ts';
import { serverFlags } from '../../server/options/flags.ts';

export default plainCommand({
  summary: 'Start a NATS server in the foreground',
  description:
    "The program natsx-server: flags, log lines, signals and exit codes are nats-server's.",
  examples: [
    {
      description: 'On port 4222 of all addresses',
      command: 'server start',
    },
    {
      description: 'For this machine only, with monitoring',
      command: 'server start --addr 127.0.0.1 --http_port 8222',
    },
  ],
  takesMore: true,
  flags: serverFlags,
  execute: (argv) => runServerProcess(argv),
});
