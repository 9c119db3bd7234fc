import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, activationRevocationFlags } from '../../../cli/nsc/shared-flags.ts';
import { unrevokeActivation } from '../../../nsc/revocations.ts';

export default nscCommand({
  summary: 'Revoke an activation no more',
  examples: ['revocations delete-activation --subject rate --service --target-account AB…'],
  aliases: ['revocations delete_activation'],
  flags: { ...accountFlag, ...activationRevocationFlags },
  asks: true,
  run: async ({ flags, ask, change }) => {
    const input = await ask(flags, () => import('../../../nsc/ask/unrevoke-activation.ts'));
    return change((workspace) => unrevokeActivation(workspace, input));
  },
});
