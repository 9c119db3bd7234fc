import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { deleteExport } from '../../../nsc/exports.ts';

export default nscCommand({
  summary: 'Delete an export',
  examples: ['delete export --account ACME --subject "news.>"'],
  args: { subject: 'subject of the export' },
  flags: {
    ...accountFlag,
    subject: { type: 'text', short: 's', value: 'subject', description: 'subject of the export' },
  },
  asks: true,
  run: async ({ flags, args, ask, change }) => {
    const input = await ask(
      { ...flags, subject: flags.subject ?? args[0] },
      () => import('../../../nsc/ask/delete-export.ts'),
    );
    return change((workspace) => deleteExport(workspace, input));
  },
});
