import { nscCommand } from '../../../cli/nsc/command.ts';
import { FlagError } from '../../../cli/nsc/parse-flags.ts';
import { chooseEnvironment } from '../../../nsc/environment.ts';

export default nscCommand({
  summary: 'Choose the operator that commands are about',
  examples: ['select operator OP'],
  args: { name: 'name of the operator' },
  flags: {},
  run: ({ args, change }) => {
    const [operator] = args;
    if (operator === undefined) throw new FlagError('accepts 1 arg(s), received 0');
    return change((workspace) => {
      chooseEnvironment(workspace, { operator });
      return {};
    });
  },
});
