import { nscCommand } from '../../../cli/nsc/command.ts';
import { FlagError } from '../../../cli/nsc/parse-flags.ts';
import { chooseEnvironment } from '../../../nsc/environment.ts';

export default nscCommand({
  summary: 'Choose the account that commands are about',
  examples: ['select account ACME'],
  args: { name: 'name of the account' },
  flags: {},
  run: ({ args, change }) => {
    const [account] = args;
    if (account === undefined) throw new FlagError('accepts 1 arg(s), received 0');
    return change((workspace) => {
      chooseEnvironment(workspace, { account });
      return {};
    });
  },
});
