import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, activationRevocationFlags } from '../../../cli/nsc/shared-flags.ts';
import { listRevokedActivations } from '../../../nsc/revocations.ts';

export default nscCommand({
  summary: 'List revoked activations of an export',
  examples: ['revocations list-activations --subject rate --service'],
  aliases: ['revocations list_activations'],
  flags: { ...accountFlag, ...activationRevocationFlags },
  run: ({ flags, look }) => look((workspace) => listRevokedActivations(workspace, flags)),
});
