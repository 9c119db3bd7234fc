import { nscCommand } from '../../../cli/nsc/command.ts';
import { permissionFlags, validityFlags } from '../../../cli/nsc/shared-flags.ts';
import { addAccount } from '../../../nsc/add-account.ts';

export default nscCommand({
  summary: 'Add an account',
  examples: ['add account --name ACME', 'add account --name ACME --public-key AB… --expiry 1y'],
  args: { name: 'name of the account, * for any' },
  aliases: ['create account'],
  flags: {
    name: {
      type: 'text',
      short: 'n',
      value: 'name',
      description: 'name of the account, * for any',
    },
    publicKey: {
      type: 'text',
      short: 'k',
      value: 'key',
      description: "the account's key, or a file with it; made unless given",
    },
    ...validityFlags,
    ...permissionFlags,
  },
  asks: true,
  run: async ({ flags, args, ask, change }) => {
    const given = { ...flags, name: flags.name ?? args[0] };
    const input = await ask(given, () => import('../../../nsc/ask/add-account.ts'));
    return change((workspace) => addAccount(workspace, input));
  },
});
