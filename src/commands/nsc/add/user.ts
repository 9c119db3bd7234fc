import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, permissionFlags, validityFlags } from '../../../cli/nsc/shared-flags.ts';
import { addUser } from '../../../nsc/add-user.ts';

export default nscCommand({
  summary: 'Add a user to an account',
  description:
    'Permissions of a user that a scoped signing key issues (--private-key, by role or key) are those of the role.',
  examples: [
    'add user --account ACME --name alice',
    'add user --name alice --allow-pub "orders.>" --allow-sub "_INBOX.>"',
    'add user --name worker --allow-pub-response=5 --response-ttl 5s',
    'add user --name alice --private-key reader',
  ],
  args: { name: 'name of the user, * for any' },
  aliases: ['create user'],
  flags: {
    ...accountFlag,
    name: { type: 'text', short: 'n', value: 'name', description: 'name of the user, * for any' },
    publicKey: {
      type: 'text',
      short: 'k',
      value: 'key',
      description: "the user's key, or a file with it; made unless given",
    },
    bearer: { type: 'switch', description: 'let the JWT alone in, without a signature' },
    tag: { type: 'texts', value: 'tag', description: 'tags of the user' },
    sourceNetwork: { type: 'texts', value: 'cidr', description: 'networks to connect from' },
    ...validityFlags,
    ...permissionFlags,
  },
  asks: true,
  run: async ({ flags, args, ask, change }) => {
    const given = { ...flags, name: flags.name ?? args[0] };
    const input = await ask(given, () => import('../../../nsc/ask/add-user.ts'));
    return change((workspace) => addUser(workspace, input));
  },
});
