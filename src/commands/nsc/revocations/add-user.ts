import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, userRevocationFlags } from '../../../cli/nsc/shared-flags.ts';
import { revokeUser } from '../../../nsc/revocations.ts';

export default nscCommand({
  summary: 'Revoke a user: what was issued for it until now is void',
  examples: ['revocations add-user --account ACME --name alice'],
  aliases: ['revocations add_user'],
  flags: { ...accountFlag, ...userRevocationFlags },
  asks: true,
  run: async ({ flags, ask, change }) => {
    const input = await ask(flags, () => import('../../../nsc/ask/revoke-user.ts'));
    return change((workspace) => revokeUser(workspace, input));
  },
});
