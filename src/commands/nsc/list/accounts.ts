import { nscCommand } from '../../../cli/nsc/command.ts';

import { listAccounts } from '../../../nsc/list.ts';

export default nscCommand({
  summary: 'List accounts',
  examples: ['list accounts', 'list accounts --json'],
  aliases: ['list account'],
  flags: {
    operator: { type: 'text', short: 'o', value: 'name', description: 'operator' },
  },
  run: ({ flags, look }) => look((workspace) => listAccounts(workspace, flags)),
});
