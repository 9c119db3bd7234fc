import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { deleteMapping } from '../../../nsc/mappings.ts';

export default nscCommand({
  summary: 'Delete a mapping',
  examples: [
    'delete mapping --account ACME --from orders',
    'delete mapping --from orders --to orders.v2',
  ],
  flags: {
    ...accountFlag,
    from: {
      type: 'text',
      short: 'f',
      value: 'subject',
      description: 'subject that is published to',
    },
    to: {
      type: 'text',
      short: 't',
      value: 'subject',
      description: 'subject that it becomes; all unless given',
    },
    cluster: { type: 'text', value: 'name', description: 'only in this cluster' },
  },
  asks: true,
  run: async ({ flags, ask, change }) => {
    const input = await ask(flags, () => import('../../../nsc/ask/account.ts'));
    return change((workspace) => deleteMapping(workspace, input));
  },
});
