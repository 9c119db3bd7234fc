import { requestCommand } from '../../../cli/system/server-request.ts';

export default requestCommand({
  name: 'jetstream',
  summary: 'Show what each server says of JetStream',
  aliases: ['jsz', 'js'],
  endpoint: 'JSZ',
  examples: ['jetstream --context sys', 'jetstream --all --leader'],
  flags: {
    account: { type: 'string', value: 'name', description: 'Only this account' },
    accounts: { type: 'boolean', description: 'Show accounts' },
    streams: { type: 'boolean', description: 'Show streams' },
    consumer: { type: 'boolean', description: 'Show consumers' },
    config: { type: 'boolean', description: 'Show configurations' },
    raft: { type: 'boolean', description: 'Show raft groups' },
    leader: { type: 'boolean', description: 'Only from the leader of the meta group' },
    'stream-leader': { type: 'boolean', description: 'Only from leaders of streams' },
    all: { type: 'boolean', description: 'Accounts, streams, consumers and configurations' },
  },
  options: (flags) => ({
    account: flags.account ?? '',
    accounts: flags.accounts || flags.all,
    streams: flags.streams || flags.all,
    consumer: flags.consumer || flags.all,
    config: flags.config || flags.all,
    raft: flags.raft,
    leader_only: flags.leader,
    stream_leader_only: flags['stream-leader'],
  }),
});
