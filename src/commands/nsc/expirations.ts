import { nscCommand } from '../../cli/nsc/command.ts';
import { reportExpirations } from '../../nsc/expirations.ts';

export default nscCommand({
  summary: 'Show when the operator, accounts, users and creds end',
  examples: ['expirations --within 1w --skip', 'expirations --json'],
  flags: {
    within: {
      type: 'text',
      short: 'e',
      value: 'time',
      default: '1M',
      description: 'what is soon: YYYY-MM-DD, or from now on #m #h #d #w #M #y',
    },
    skip: { type: 'switch', description: 'leave out what does not end soon' },
  },
  run: ({ flags, look }) => look((workspace) => reportExpirations(workspace, flags)),
});
