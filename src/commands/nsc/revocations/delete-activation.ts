import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, activationRevocationFlags } from '../../../cli/nsc/shared-flags.ts';
import { unrevokeActivation } from '../../../nsc/revocations.ts';

export default nscCommand({
  summary: 'Revoke an activation no more',
  examples: ['revocations delete-activation --subject rate --service --target-account AB…'],
  aliases: ['revocations delete_activation'],
  flags: { ...accountFlag, ...activationRevocationFlags },
  run: ({ flags, change }) => change((workspace) => unrevokeActivation(workspace, flags)),
});
