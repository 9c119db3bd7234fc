import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { addMapping } from '../../../nsc/mappings.ts';

export default nscCommand({
  summary: 'Add a mapping: messages to one subject go to another',
  examples: ['add mapping --account ACME --from orders --to orders.v2 --weight 10'],
  aliases: ['create mapping'],
  flags: {
    ...accountFlag,
    from: {
      type: 'text',
      short: 'f',
      value: 'subject',
      description: 'subject that is published to',
    },
    to: { type: 'text', short: 't', value: 'subject', description: 'subject that it becomes' },
    weight: {
      type: 'integer',
      value: 'percent',
      default: 100,
      description: 'how many messages, 1-100',
    },
    cluster: { type: 'text', value: 'name', description: 'only in this cluster' },
  },
  run: ({ flags, change }) => change((workspace) => addMapping(workspace, flags)),
});
