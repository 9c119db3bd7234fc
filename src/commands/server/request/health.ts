import { requestCommand } from '../../../cli/system/server-request.ts';

export default requestCommand({
  name: 'health',
  summary: 'Show whether each server is well',
  aliases: ['jetstream-health', 'healthz'],
  endpoint: 'HEALTHZ',
  examples: ['health --context sys', 'health --server-only'],
  flags: {
    'js-enabled': { type: 'boolean', aliases: ['J'], description: 'JetStream must be on' },
    'server-only': {
      type: 'boolean',
      aliases: ['S'],
      description: 'JetStream alone, not its streams and consumers',
    },
    account: { type: 'string', value: 'name', description: 'Only this account' },
    stream: { type: 'string', value: 'name', description: 'Only this stream' },
    consumer: { type: 'string', value: 'name', description: 'Only this consumer' },
    'no-details': { type: 'boolean', description: 'The first failure alone' },
  },
  options: (flags) => ({
    'js-enabled-only': flags['js-enabled'],
    'js-server-only': flags['server-only'],
    account: flags.account ?? '',
    stream: flags.stream ?? '',
    consumer: flags.consumer ?? '',
    details: !flags['no-details'],
  }),
});
