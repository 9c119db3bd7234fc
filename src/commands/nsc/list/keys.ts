import { nscCommand } from '../../../cli/nsc/command.ts';
import { keyFilterFlags } from '../../../cli/nsc/shared-flags.ts';
import { listKeys } from '../../../nsc/list-keys.ts';

export default nscCommand({
  summary:
    'List the keys of the operator, the account and its users, and whether their seeds are there',
  examples: [
    'list keys',
    'list keys --all --json',
    'list keys --all --filter VSVMGA',
    'list keys --not-referenced',
  ],
  aliases: ['list key'],
  flags: {
    ...keyFilterFlags,
    curve: { type: 'switch', short: 'x', description: 'curve keys' },
    showSeeds: { type: 'switch', short: 'S', description: 'show the seeds' },
  },
  run: ({ flags, look }) => look((workspace) => listKeys(workspace, flags)),
});
