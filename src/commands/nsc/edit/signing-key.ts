import { nscCommand } from '../../../cli/nsc/command.ts';
import {
  accountFlag,
  permissionFlags,
  removePermissionFlags,
  restrictionFlags,
} from '../../../cli/nsc/shared-flags.ts';
import { editSigningKey } from '../../../nsc/edit-signing-key.ts';

export default nscCommand({
  summary: "Give an account's signing key its role: what the users may do that it issues",
  examples: [
    'edit signing-key --account ACME --sk generate --role reader --allow-sub "news.>" --deny-pub ">"',
    'edit signing-key --account ACME --sk reader --allow-sub "{{tag(region)}}.>"',
  ],
  args: { sk: 'the key: its public key or role, a seed, a file, or generate' },
  flags: {
    ...accountFlag,
    sk: {
      type: 'text',
      value: 'key',
      description: 'the key: its public key or role, a seed, a file, or generate',
    },
    role: { type: 'text', value: 'name', description: 'name of the role' },
    description: { type: 'text', value: 'text', description: 'what the role is for' },
    ...restrictionFlags,
    ...permissionFlags,
    ...removePermissionFlags,
  },
  run: ({ flags, args, change }) =>
    change((workspace) => editSigningKey(workspace, { ...flags, sk: flags.sk ?? args[0] })),
});
