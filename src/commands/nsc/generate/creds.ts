import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, outputFlag } from '../../../cli/nsc/shared-flags.ts';
import { generateCreds } from '../../../nsc/generate-creds.ts';

export default nscCommand({
  summary: 'Generate the creds of a user, with which it connects',
  examples: ['generate creds --account ACME --name alice --output-file alice.creds'],
  flags: {
    ...accountFlag,
    name: { type: 'text', short: 'n', value: 'name', description: 'name of the user' },
    ...outputFlag,
  },
  asks: true,
  run: async ({ flags, ask, look }) => {
    const input = await ask(flags, () => import('../../../nsc/ask/named-user.ts'));
    return look((workspace) => generateCreds(workspace, input));
  },
});
