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
  run: ({ flags, args, change }) =>
    change((workspace) => deleteImport(workspace, { ...flags, subject: flags.subject ?? args[0] })),
});
