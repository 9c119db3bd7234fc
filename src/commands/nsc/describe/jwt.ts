import { nscCommand } from '../../../cli/nsc/command.ts';
import { describeFlags, outputFlag } from '../../../cli/nsc/shared-flags.ts';
import { describeFile } from '../../../nsc/describe.ts';

export default nscCommand({
  summary: 'Describe a JWT in a file',
  examples: ['describe jwt --file alice.creds'],
  args: { file: 'file with a JWT or creds' },
  flags: {
    file: { type: 'text', short: 'f', value: 'file', description: 'file with a JWT or creds' },
    ...describeFlags,
    ...outputFlag,
  },
  run: ({ flags, args, look }) =>
    look((workspace) => describeFile(workspace, { ...flags, file: flags.file ?? args[0] })),
});
