import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag, exportFlags } from '../../../cli/nsc/shared-flags.ts';
import { addExport } from '../../../nsc/exports.ts';

export default nscCommand({
  summary: 'Add an export: a stream or service that other accounts may import',
  examples: [
    'add export --account ACME --name news --subject "news.>"',
    'add export --name rate --subject rate --service --private',
    'add export --subject rate --service --latency metrics.rate --sampling 10',
  ],
  args: { subject: 'subject of the export' },
  aliases: ['create export'],
  flags: {
    ...accountFlag,
    ...exportFlags,
    accountTokenPosition: {
      type: 'integer',
      value: 'n',
      description: "which token of the subject, from 1 on, is the importer's key",
    },
    advertise: { type: 'switch', description: 'advertise it', hidden: true },
  },
  asks: true,
  run: async ({ flags, args, ask, change }) => {
    const input = await ask(
      { ...flags, subject: flags.subject ?? args[0] },
      () => import('../../../nsc/ask/add-export.ts'),
    );
    return change((workspace) => addExport(workspace, input));
  },
});
