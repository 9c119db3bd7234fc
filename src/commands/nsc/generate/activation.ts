import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, outputFlag, validityFlags } from '../../../cli/nsc/shared-flags.ts';
import { generateActivation } from '../../../nsc/generate-activation.ts';

export default nscCommand({
  summary: 'Generate an activation token, with which another account imports a private export',
  examples: [
    'generate activation --account ACME --subject rate --target-account AB… --output-file rate.jwt',
  ],
  flags: {
    ...accountFlag,
    subject: { type: 'text', short: 's', value: 'subject', description: 'what may be imported' },
    targetAccount: {
      type: 'text',
      short: 't',
      value: 'account',
      description: 'who may, by public key or name',
    },
    push: { type: 'switch', description: "keep it on the operator's account server" },
    ...outputFlag,
    ...validityFlags,
  },
  asks: true,
  run: async ({ flags, ask, look }) => {
    const input = await ask(flags, () => import('../../../nsc/ask/generate-activation.ts'));
    return look((workspace) => generateActivation(workspace, input));
  },
});
