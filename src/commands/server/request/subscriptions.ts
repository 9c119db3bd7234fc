import { requestCommand } from '../../../cli/system/server-request.ts';

export default requestCommand({
  name: 'subscriptions',
  summary: 'Show the subscriptions of each server',
  aliases: ['sub', 'subsz'],
  endpoint: 'SUBSZ',
  examples: ['subscriptions --context sys', 'subscriptions --detail --filter-subject orders.new'],
  flags: {
    detail: { type: 'boolean', description: 'List them' },
    'filter-account': { type: 'string', value: 'name', description: 'Only those of this account' },
    'filter-subject': {
      type: 'string',
      value: 'subject',
      description: 'Only those that hear this',
    },
  },
  options: (flags) => ({
    subscriptions: flags.detail,
    account: flags['filter-account'] ?? '',
    test: flags['filter-subject'] ?? '',
  }),
});
