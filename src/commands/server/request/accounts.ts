import { requestCommand } from '../../../cli/system/server-request.ts';

export default requestCommand({
  name: 'accounts',
  summary: 'Show the accounts of each server, or one of them in detail',
  aliases: ['accountz', 'acct'],
  endpoint: 'ACCOUNTZ',
  examples: ['accounts --context sys', 'accounts --account ACME'],
  flags: { account: { type: 'string', value: 'name', description: 'Details of this account' } },
  options: ({ account }) => (account === undefined ? {} : { account }),
});
