import { nscCommand } from '../../cli/nsc/command.ts';
import { migrate } from '../../nsc/migrate.ts';

export default nscCommand({
  summary: 'Migrate accounts of another operator to the current one',
  examples: [
    'migrate --url stores/OLD/accounts/ACME/ACME.jwt',
    'migrate --operator-dir stores/OLD --force',
  ],
  isHidden: true,
  flags: {
    url: {
      type: 'text',
      short: 'u',
      value: 'place',
      description: "file or URL of the account's JWT",
    },
    operatorDir: {
      type: 'text',
      value: 'dir',
      description: "an operator's folder, all of whose accounts are migrated",
    },
    force: { type: 'switch', short: 'F', description: 'overwrite accounts of the same name' },
  },
  asks: true,
  run: async ({ flags, ask, change }) => {
    const input = await ask(flags, () => import('../../nsc/ask/migrate.ts'));
    return change((workspace) => migrate(workspace, input));
  },
});
