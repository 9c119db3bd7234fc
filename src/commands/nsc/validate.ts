import { nscCommand } from '../../cli/nsc/command.ts';
import { accountFlag } from '../../cli/nsc/shared-flags.ts';
import { validateStore } from '../../nsc/validate-store.ts';

export default nscCommand({
  summary: 'Look for what is wrong with the operator, accounts and users, or the tokens in a file',
  examples: [
    'validate',
    'validate --account ACME',
    'validate --all-accounts',
    'validate --file accounts.txt',
  ],
  flags: {
    ...accountFlag,
    allAccounts: { type: 'switch', short: 'A', description: 'all accounts of the operator' },
    file: { type: 'text', short: 'f', value: 'file', description: 'tokens, one a line' },
  },
  asks: true,
  run: async ({ flags, ask, look }) => {
    const isChosen = flags.allAccounts === true || flags.file !== undefined;
    const input = isChosen ? flags : await ask(flags, () => import('../../nsc/ask/account.ts'));
    const { hasErrors, ...result } = await look((workspace) => validateStore(workspace, input));
    return hasErrors ? { ...result, failure: 'validation found errors' } : result;
  },
});
