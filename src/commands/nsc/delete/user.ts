import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { deleteUsers } from '../../../nsc/delete-user.ts';

export default nscCommand({
  summary: 'Delete users',
  examples: [
    'delete user --account ACME --name alice --revoke',
    'delete user alice --rm-creds --rm-nkey',
  ],
  args: { name: 'name of the user' },
  flags: {
    ...accountFlag,
    name: { type: 'texts', short: 'n', value: 'name', description: 'names of the users' },
    revoke: {
      type: 'switch',
      short: 'R',
      description: 'revoke them, so that their creds are void once it is pushed',
    },
    rmNkey: { type: 'switch', short: 'D', description: 'delete their seeds' },
    rmCreds: { type: 'switch', short: 'C', description: 'delete their creds' },
  },
  asks: true,
  run: async ({ flags, args, ask, change }) => {
    const input = await ask(
      { ...flags, name: [...flags.name, ...args] },
      () => import('../../../nsc/ask/delete-user.ts'),
    );
    return change((workspace) => deleteUsers(workspace, input));
  },
});
