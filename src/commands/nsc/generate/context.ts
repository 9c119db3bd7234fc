import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { generateContext } from '../../../nsc/generate-context.ts';

export default nscCommand({
  summary: 'Generate a context for the nats command line',
  examples: ['generate context --account ACME --user alice --context acme'],
  flags: {
    ...accountFlag,
    user: { type: 'text', short: 'u', value: 'name', description: 'name of the user' },
    context: { type: 'text', value: 'name', description: 'name of the context' },
  },
  run: ({ flags, look }) => look((workspace) => generateContext(workspace, flags)),
});
