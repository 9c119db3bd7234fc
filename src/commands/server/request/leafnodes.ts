import { requestCommand } from '../../../cli/system/server-request.ts';

export default requestCommand({
  name: 'leafnodes',
  summary: 'Show the leafnode connections of each server',
  aliases: ['leaf', 'leafz'],
  endpoint: 'LEAFZ',
  examples: ['leafnodes --context sys --subscriptions'],
  flags: { subscriptions: { type: 'boolean', description: 'Show their subscriptions' } },
  options: ({ subscriptions }) => ({ subscriptions }),
});
