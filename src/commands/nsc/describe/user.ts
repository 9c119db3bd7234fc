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
  asks: true,
  run: async ({ flags, args, ask, look }) => {
    const input = await ask(
      { ...flags, name: flags.name ?? args[0] },
      () => import('../../../nsc/ask/named-user.ts'),
    );
    return look((workspace) => describeUserOf(workspace, input));
  },
});
