import { nscCommand } from '../../../cli/nsc/command.ts';
import { permissionFlags, validityFlags } from '../../../cli/nsc/shared-flags.ts';
import { addAccount } from '../../../nsc/add-account.ts';
import { askForEntity } from '../../../nsc/ask.ts';

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
  run: async ({ flags, args, change, prompter, io }) => {
    const given = { ...flags, name: flags.name ?? args[0] };
    const asked = await prompter();
    const input =
      asked === undefined ? given : await askForEntity('account', given, asked, io.now());
    return change((workspace) => addAccount(workspace, input));
  },
});
