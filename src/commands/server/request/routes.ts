import { requestCommand } from '../../../cli/system/server-request.ts';

export default requestCommand({
  name: 'routes',
  summary: 'Show the routes of each server',
  aliases: ['route', 'routez'],
  endpoint: 'ROUTEZ',
  examples: ['routes --context sys --subscriptions'],
  flags: { subscriptions: { type: 'boolean', description: 'Show their subscriptions' } },
  options: ({ subscriptions }) => ({ subscriptions, subscriptions_detail: subscriptions }),
});
