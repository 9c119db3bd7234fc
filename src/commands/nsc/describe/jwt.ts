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
  asks: true,
  run: async ({ flags, args, ask, look }) => {
    const input = await ask(
      { ...flags, file: flags.file ?? args[0] },
      () => import('../../../nsc/ask/describe-jwt.ts'),
    );
    return look((workspace) => describeFile(workspace, input));
  },
});
