import { nscCommand } from '../../../cli/nsc/command.ts';
import { generateConfig } from '../../../nsc/generate-config.ts';
import type { Workspace } from '../../../nsc/store/workspace.ts';

export default nscCommand({
  summary: 'Generate a server configuration that trusts the operator',
  examples: [
    'generate config --mem-resolver --config-file server.conf',
    'generate config --nats-resolver --sys-account SYS --config-file server.conf --force',
  ],
  flags: {
    memResolver: { type: 'switch', description: 'with all accounts in it' },
    natsResolver: {
      type: 'switch',
      description: 'for servers that keep all accounts that are pushed to them',
    },
    natsResolverCache: {
      type: 'switch',
      description: 'for servers that keep the accounts they were asked for',
    },
    sysAccount: {
      type: 'text',
      value: 'account',
      description: "system account, by name or public key; the operator's unless given",
    },
    configFile: {
      type: 'text',
      value: 'file',
      default: '--',
      description: "file to write to, '--' is stdout",
    },
    dir: {
      type: 'text',
      value: 'dir',
      description: 'folder for a configuration with each token in a file of its own',
      hidden: true,
    },
    force: { type: 'switch', short: 'F', description: 'overwrite the file' },
  },
  run: ({ flags, look, change }) => {
    const action = (workspace: Workspace) => generateConfig(workspace, flags);
    return flags.dir === undefined ? look(action) : change(action);
  },
});
