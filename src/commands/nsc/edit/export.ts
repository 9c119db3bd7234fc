import { nscCommand } from '../../../cli/nsc/command.ts';
import { requireEdit } from '../../../cli/nsc/require-edit.ts';
import { accountFlag, exportFlags } from '../../../cli/nsc/shared-flags.ts';
import { editExport } from '../../../nsc/exports.ts';

const { subject, ...others } = exportFlags;
const edits = {
  ...others,
  rmLatencySampling: { type: 'switch', description: 'measure no more' },
  description: { type: 'text', value: 'text', description: 'what the export is for' },
  infoUrl: { type: 'text', value: 'url', description: 'where more is said about it' },
} as const;

export default nscCommand({
  summary: 'Edit an export',
  description: 'What is not named stays as it is.',
  examples: [
    'edit export --subject rate --private',
    'edit export --subject rate --rm-latency-sampling',
  ],
  args: { subject: 'subject of the export' },
  flags: { ...accountFlag, subject, ...edits },
  asks: true,
  run: async ({ flags, args, ask, change }) => {
    if (flags.interactive !== true)
      requireEdit({ subject, ...edits }, flags, 'please specify some options');
    const input = await ask(
      { ...flags, subject: flags.subject ?? args[0] },
      () => import('../../../nsc/ask/edit-export.ts'),
    );
    return change((workspace) => editExport(workspace, input));
  },
});
