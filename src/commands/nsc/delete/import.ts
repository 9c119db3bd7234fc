import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { deleteImport } from '../../../nsc/imports.ts';

export default nscCommand({
  summary: 'Delete an import',
  examples: ['delete import --account ACME --subject "news.>"'],
  args: { subject: "the exporter's subject" },
  flags: {
    ...accountFlag,
    subject: { type: 'text', short: 's', value: 'subject', description: "the exporter's subject" },
    srcAccount: {
      type: 'text',
      value: 'account',
      description: 'the exporter, by public key or name',
    },
  },
  asks: true,
  run: async ({ flags, args, ask, change }) => {
    const input = await ask(
      { ...flags, subject: flags.subject ?? args[0] },
      () => import('../../../nsc/ask/delete-import.ts'),
    );
    return change((workspace) => deleteImport(workspace, input));
  },
});
