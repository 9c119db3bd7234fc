import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { listUsers } from '../../../nsc/list.ts';

export default nscCommand({
  summary: 'List users',
  examples: ['list users', 'list users --json'],
  aliases: ['list user'],
  flags: {
    operator: { type: 'text', short: 'o', value: 'name', description: 'operator' },
    ...accountFlag,
  },
  run: ({ flags, look }) => look((workspace) => listUsers(workspace, flags)),
});
