import { nscCommand } from '../../../cli/nsc/command.ts';
import { deleteOperator } from '../../../nsc/delete-operator.ts';

export default nscCommand({
  summary: 'Delete an operator with its accounts and users',
  examples: ['delete operator --name OLD', 'delete operator OLD --force --rm-nkey --rm-creds'],
  args: { name: 'name of the operator' },
  flags: {
    name: { type: 'text', short: 'n', value: 'name', description: 'name of the operator' },
    rmNkey: { type: 'switch', short: 'D', description: 'delete the seeds of all of them' },
    rmCreds: { type: 'switch', short: 'C', description: 'delete the creds of the users' },
    force: { type: 'switch', short: 'F', description: 'delete it though it has accounts' },
  },
  asks: true,
  run: async ({ flags, args, ask, change }) => {
    const given = { ...flags, name: flags.name ?? args[0] };
    const input = await ask(given, () => import('../../../nsc/ask/delete-operator.ts'));
    return change((workspace) => deleteOperator(workspace, input));
  },
});
