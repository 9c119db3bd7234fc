import { nscCommand } from '../../../cli/nsc/command.ts';
import { importAccount } from '../../../nsc/import-entities.ts';

export default nscCommand({
  summary: 'Take an account from its JWT',
  examples: [
    'import account --file acme.jwt',
    'import account --file acme.jwt --overwrite --force',
  ],
  flags: {
    file: {
      type: 'text',
      short: 'j',
      value: 'file',
      required: true,
      default: '',
      description: 'file with the JWT',
    },
    overwrite: { type: 'switch', description: 'replace the account if it is there' },
    force: { type: 'switch', description: 'sign it anew if another operator signed it' },
    skip: { type: 'switch', description: 'take it though it is not valid' },
  },
  run: ({ flags, change }) => change((workspace) => importAccount(workspace, flags)),
});
