import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, activationRevocationFlags } from '../../../cli/nsc/shared-flags.ts';
import { revokeActivation } from '../../../nsc/revocations.ts';

export default nscCommand({
  summary: 'Revoke an activation: what was issued for an importer until now is void',
  examples: ['revocations add-activation --subject rate --service --target-account AB…'],
  aliases: ['revocations add_activation'],
  flags: { ...accountFlag, ...activationRevocationFlags },
  run: ({ flags, change }) => change((workspace) => revokeActivation(workspace, flags)),
});
