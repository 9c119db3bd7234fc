import { nscCommand } from '../../../cli/nsc/command.ts';
import { deleteAccount } from '../../../nsc/delete-account.ts';

export default nscCommand({
  summary: 'Delete an account and its users',
  examples: ['delete account --name ACME', 'delete account --name ACME --rm-creds --rm-nkey'],
  args: { name: 'account, by its name or public key' },
  flags: {
    name: {
      type: 'text',
      short: 'n',
      value: 'name',
      description: 'account, by its name or public key',
    },
    revoke: {
      type: 'switch',
      short: 'R',
      default: true,
      description: 'revoke its users; =false does not',
    },
    rmNkey: {
      type: 'switch',
      short: 'D',
      description: 'delete the seeds of the account and its users',
    },
    rmCreds: { type: 'switch', short: 'C', description: "delete its users' creds" },
    force: {
      type: 'switch',
      short: 'F',
      description: 'delete it though the operator is somebody else',
    },
  },
  asks: true,
  run: async ({ flags, args, ask, change }) => {
    const given = { ...flags, name: flags.name ?? args[0] };
    const input = await ask(given, () => import('../../../nsc/ask/delete-account.ts'));
    return change((workspace) => deleteAccount(workspace, input));
  },
});
