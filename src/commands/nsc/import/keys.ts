import { nscCommand } from '../../../cli/nsc/command.ts';
import { importKeys } from '../../../nsc/import-keys.ts';

export default nscCommand({
  summary: 'Take the seeds of a folder, in files that end in .nk, into the keystore',
  examples: ['import keys --dir backup', 'import keys --dir backup --recurse'],
  flags: {
    dir: {
      type: 'text',
      short: 'd',
      value: 'dir',
      required: true,
      default: '',
      description: 'folder with the seeds',
    },
    recurse: { type: 'switch', short: 'R', description: 'look through folders in it, too' },
  },
  run: ({ flags, change }) => change((workspace) => importKeys(workspace, flags)),
});
