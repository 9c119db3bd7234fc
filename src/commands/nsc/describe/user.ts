import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, describeFlags, outputFlag } from '../../../cli/nsc/shared-flags.ts';
import { describeUserOf } from '../../../nsc/describe.ts';

export default nscCommand({
  summary: 'Describe a user',
  examples: ['describe user --account ACME --name alice', 'describe user --name alice --raw'],
  args: { name: 'name of the user' },
  flags: {
    ...accountFlag,
    name: { type: 'text', short: 'n', value: 'name', description: 'name of the user' },
    ...describeFlags,
    ...outputFlag,
  },
  run: ({ flags, args, look }) =>
    look((workspace) => describeUserOf(workspace, { ...flags, name: flags.name ?? args[0] })),
});
