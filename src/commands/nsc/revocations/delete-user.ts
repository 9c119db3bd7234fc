import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, userRevocationFlags } from '../../../cli/nsc/shared-flags.ts';
import { unrevokeUser } from '../../../nsc/revocations.ts';

export default nscCommand({
  summary: 'Revoke a user no more',
  examples: ['revocations delete-user --name alice'],
  aliases: ['revocations delete_user'],
  flags: { ...accountFlag, ...userRevocationFlags },
  asks: true,
  run: async ({ flags, ask, change }) => {
    const input = await ask(flags, () => import('../../../nsc/ask/unrevoke-user.ts'));
    return change((workspace) => unrevokeUser(workspace, input));
  },
});
