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
  run: ({ flags, args, change }) =>
    change((workspace) => deleteExport(workspace, { ...flags, subject: flags.subject ?? args[0] })),
});
