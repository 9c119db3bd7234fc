import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, activationRevocationFlags } from '../../../cli/nsc/shared-flags.ts';
import { revokeActivation } from '../../../nsc/revocations.ts';

export default nscCommand({
  summary: 'Revoke an activation: what was issued for an importer until now is void',
  examples: ['revocations add-activation --subject rate --service --target-account AB…'],
  aliases: ['revocations add_activation'],
  flags: { ...accountFlag, ...activationRevocationFlags },
  asks: true,
  run: async ({ flags, ask, change }) => {
    const input = await ask(flags, () => import('../../../nsc/ask/revoke-activation.ts'));
    return change((workspace) => revokeActivation(workspace, input));
  },
});
