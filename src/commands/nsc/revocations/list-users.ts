import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { listRevokedUsers } from '../../../nsc/revocations.ts';

export default nscCommand({
  summary: 'List revoked users of an account',
  examples: ['revocations list-users --account ACME'],
  aliases: ['revocations list_users'],
  flags: accountFlag,
  asks: true,
  run: async ({ flags, ask, look }) => {
    const input = await ask(flags, () => import('../../../nsc/ask/account.ts'));
    return look((workspace) => listRevokedUsers(workspace, input));
  },
});
