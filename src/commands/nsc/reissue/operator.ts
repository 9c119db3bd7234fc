import { nscCommand } from '../../../cli/nsc/command.ts';
import { reissueOperator } from '../../../nsc/reissue-operator.ts';

export default nscCommand({
  summary: 'Give the operator another identity key, and sign its accounts anew',
  examples: ['reissue operator', 'reissue operator --convert-to-signing-key'],
  args: { name: 'operator' },
  flags: {
    name: { type: 'text', short: 'n', value: 'name', description: 'operator' },
    convertToSigningKey: { type: 'switch', description: 'keep the old identity as a signing key' },
  },
  run: ({ flags, args, change }) =>
    change((workspace) => reissueOperator(workspace, { ...flags, name: flags.name ?? args[0] })),
});
