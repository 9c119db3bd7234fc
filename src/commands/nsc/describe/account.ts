import { nscCommand } from '../../../cli/nsc/command.ts';
import { describeFlags, outputFlag } from '../../../cli/nsc/shared-flags.ts';
import { describeAccountOf } from '../../../nsc/describe.ts';

export default nscCommand({
  summary: 'Describe an account',
  examples: [
    'describe account --name ACME',
    'describe account --name ACME --field nats.limits.conn',
  ],
  args: { name: 'account, by its name or public key' },
  flags: {
    name: {
      type: 'text',
      short: 'n',
      value: 'name',
      description: 'account, by its name or public key',
    },
    ...describeFlags,
    ...outputFlag,
  },
  asks: true,
  run: async ({ flags, args, ask, look }) => {
    const input = await ask(
      { ...flags, name: flags.name ?? args[0] },
      () => import('../../../nsc/ask/named-account.ts'),
    );
    return look((workspace) => describeAccountOf(workspace, input));
  },
});
