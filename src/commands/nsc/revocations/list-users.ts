import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { listRevokedUsers } from '../../../nsc/revocations.ts';

export default nscCommand({
  summary: 'List revoked users of an account',
  examples: ['revocations list-users --account ACME'],
  aliases: ['revocations list_users'],
  flags: accountFlag,
  run: ({ flags, look }) => look((workspace) => listRevokedUsers(workspace, flags)),
});
