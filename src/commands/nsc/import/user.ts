import { nscCommand } from '../../../cli/nsc/command.ts';
import { importUser } from '../../../nsc/import-entities.ts';

export default nscCommand({
  summary: 'Take a user from its JWT or creds',
  examples: ['import user --file alice.creds', 'import user --file alice.jwt --overwrite'],
  flags: {
    file: {
      type: 'text',
      short: 'f',
      value: 'file',
      required: true,
      default: '',
      description: 'file with the JWT or creds',
    },
    overwrite: { type: 'switch', description: 'replace the user if it is there' },
    skip: { type: 'switch', description: 'take it though it is not valid' },
  },
  run: ({ flags, change }) => change((workspace) => importUser(workspace, flags)),
});
