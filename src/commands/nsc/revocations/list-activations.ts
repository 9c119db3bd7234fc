import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, activationRevocationFlags } from '../../../cli/nsc/shared-flags.ts';
import { listRevokedActivations } from '../../../nsc/revocations.ts';

export default nscCommand({
  summary: 'List revoked activations of an export',
  examples: ['revocations list-activations --subject rate --service'],
  aliases: ['revocations list_activations'],
  flags: { ...accountFlag, ...activationRevocationFlags },
  asks: true,
  run: async ({ flags, ask, look }) => {
    const input = await ask(flags, () => import('../../../nsc/ask/list-activations.ts'));
    return look((workspace) => listRevokedActivations(workspace, input));
  },
});
