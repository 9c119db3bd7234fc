import { nscCommand } from '../../../cli/nsc/command.ts';
import { describeFlags, outputFlag } from '../../../cli/nsc/shared-flags.ts';
import { describeOperator } from '../../../nsc/describe.ts';

export default nscCommand({
  summary: 'Describe an operator',
  examples: ['describe operator --json', 'describe operator --field nats.signing_keys[0]'],
  args: { name: 'operator' },
  flags: {
    name: { type: 'text', short: 'n', value: 'name', description: 'operator' },
    ...describeFlags,
    ...outputFlag,
  },
  run: ({ flags, args, look }) =>
    look((workspace) => describeOperator(workspace, { ...flags, name: flags.name ?? args[0] })),
});
