import { requestCommand } from '../../../cli/system/server-request.ts';

export default requestCommand({
  name: 'gateways',
  summary: 'Show the gateways of each server',
  aliases: ['gateway', 'gwy', 'gatewayz'],
  endpoint: 'GATEWAYZ',
  examples: ['gateways --context sys', 'gateways --filter-name east --accounts'],
  flags: {
    'filter-name': {
      type: 'string',
      value: 'cluster',
      description: 'Only gateways to this cluster',
    },
    'filter-account': { type: 'string', value: 'name', description: 'Only this account' },
    accounts: { type: 'boolean', description: 'Show interest by account' },
    subscriptions: { type: 'boolean', description: 'Show subscriptions' },
  },
  options: (flags) => ({
    name: flags['filter-name'] ?? '',
    accounts: flags.accounts,
    account_name: flags['filter-account'] ?? '',
    subscriptions: flags.subscriptions,
    subscriptions_detail: flags.subscriptions,
  }),
});
