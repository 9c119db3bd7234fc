import { nscCommand } from '../../../cli/nsc/command.ts';
import { requireEdit } from '../../../cli/nsc/require-edit.ts';
import {
  accountFlag,
  permissionFlags,
  removePermissionFlags,
  restrictionFlags,
  tagFlags,
  validityFlags,
} from '../../../cli/nsc/shared-flags.ts';
import { editUser } from '../../../nsc/edit-user.ts';

const edits = {
  ...tagFlags,
  ...validityFlags,
  ...restrictionFlags,
  ...permissionFlags,
  ...removePermissionFlags,
} as const;

export default nscCommand({
  summary: 'Edit a user',
  examples: [
    'edit user --account ACME --name alice --allow-pub "orders.>" --rm "old.>"',
    'edit user --name alice --conn-type WEBSOCKET --source-network 192.0.2.0/24',
    'edit user --name alice --expiry 30d',
  ],
  args: { name: 'name of the user' },
  flags: {
    ...accountFlag,
    name: { type: 'text', short: 'n', value: 'name', description: 'name of the user' },
    ...edits,
  },
  asks: true,
  run: async ({ flags, args, ask, change }) => {
    if (flags.interactive !== true) requireEdit(edits, flags);
    const input = await ask(
      { ...flags, name: flags.name ?? args[0] },
      () => import('../../../nsc/ask/edit-user.ts'),
    );
    return change((workspace) => editUser(workspace, input));
  },
});
