import { requestCommand } from '../../../cli/system/server-request.ts';
import { sortKey } from '../../../cli/system/system-command.ts';
import { SORT_KEYS } from '../../../cli/system/top-keys.ts';

const STATES = { open: 0, closed: 1, all: 2 } as const;

export default requestCommand({
  name: 'connections',
  summary: 'Show the connections of each server',
  aliases: ['conn', 'connz'],
  endpoint: 'CONNZ',
  examples: [
    'connections --context sys --sort pending',
    'connections --filter-account ACME --subscriptions',
  ],
  flags: {
    sort: {
      type: 'string',
      value: 'key',
      description: `Sort by ${SORT_KEYS.join(', ')}`,
      default: 'cid',
    },
    subscriptions: { type: 'boolean', description: 'Show their subscriptions' },
    'filter-cid': {
      type: 'integer',
      value: 'cid',
      description: 'Only this connection',
      default: 0,
    },
    'filter-state': {
      type: 'string',
      value: 'state',
      description: 'open, closed or all',
      default: 'open',
    },
    'filter-user': { type: 'string', value: 'user', description: 'Only those of this user' },
    'filter-account': { type: 'string', value: 'name', description: 'Only those of this account' },
    'filter-subject': {
      type: 'string',
      value: 'subject',
      description: 'Only those that hear this subject',
    },
  },
  options: (flags) => ({
    sort: sortKey(flags.sort, SORT_KEYS),
    auth: true,
    subscriptions: flags.subscriptions,
    subscriptions_detail: flags.subscriptions,
    cid: flags['filter-cid'],
    state: STATES[sortKey(flags['filter-state'], ['open', 'closed', 'all'])],
    user: flags['filter-user'] ?? '',
    acc: flags['filter-account'] ?? '',
    filter_subject: flags['filter-subject'] ?? '',
  }),
});
