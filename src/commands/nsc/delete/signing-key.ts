import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { deleteSigningKeys } from '../../../nsc/delete-signing-key.ts';

export default nscCommand({
  summary: 'Delete signing keys of an account, scoped or not, or of the operator',
  examples: [
    'delete signing-key --account ACME --sk reader',
    'delete signing-key --operator --sk OA… --rm-nkey',
  ],
  args: { sk: 'the key: its public key or role' },
  flags: {
    ...accountFlag,
    sk: { type: 'texts', value: 'key', description: 'the keys: public keys or roles' },
    operator: { type: 'switch', short: 'o', description: "the operator's keys" },
    rmNkey: { type: 'switch', short: 'D', description: 'delete their seeds' },
    force: { type: 'switch', short: 'F', description: 'delete them though users become void' },
  },
  run: ({ flags, args, change }) =>
    change((workspace) => deleteSigningKeys(workspace, { ...flags, sk: [...flags.sk, ...args] })),
});
