import { nscCommand } from '../../../cli/nsc/command.ts';
import { keyFilterFlags } from '../../../cli/nsc/shared-flags.ts';
import { exportKeys } from '../../../nsc/export-keys.ts';

export default nscCommand({
  summary: 'Write the seeds of the operator, the account and its users to a folder',
  examples: [
    'export keys --dir backup --all --include-jwts',
    'export keys --dir safe --operator --remove',
  ],
  flags: {
    dir: {
      type: 'text',
      short: 'd',
      value: 'dir',
      required: true,
      default: '',
      description: 'folder to write to',
    },
    ...keyFilterFlags,
    curves: { type: 'switch', description: 'curve keys' },
    curveKey: { type: 'text', name: 'curve', value: 'key', description: 'this curve key' },
    includeJwts: { type: 'switch', description: 'write the JWTs, too, for nsc fix' },
    force: { type: 'switch', short: 'F', description: 'overwrite files that are there' },
    remove: { type: 'switch', short: 'R', description: 'remove the seeds from the keystore' },
  },
  run: ({ flags, change }) => change((workspace) => exportKeys(workspace, flags)),
});
