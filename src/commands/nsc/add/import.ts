import { nscCommand } from '../../../cli/nsc/command.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { addImport } from '../../../nsc/imports.ts';

export default nscCommand({
  summary: 'Add an import: a stream or service of another account',
  examples: [
    'add import --account ACME --src-account AB… --remote-subject "news.>" --local-subject "their.news.>"',
    'add import --src-account AB… --remote-subject rate --service',
    'add import --token rate-activation.jwt',
  ],
  aliases: ['create import'],
  flags: {
    ...accountFlag,
    name: { type: 'text', short: 'n', value: 'name', description: 'name of the import' },
    localSubject: {
      type: 'text',
      short: 's',
      value: 'subject',
      description: 'its subject in this account',
    },
    token: {
      type: 'text',
      short: 'u',
      value: 'place',
      description: 'file or URL of an activation token',
    },
    srcAccount: {
      type: 'text',
      value: 'account',
      description: 'the exporter, by public key or name',
    },
    remoteSubject: { type: 'text', value: 'subject', description: "the exporter's subject" },
    service: { type: 'switch', description: 'a service, not a stream' },
    share: { type: 'switch', description: 'let the exporter know who asks; for services' },
    allowTrace: {
      type: 'switch',
      description: 'let message traces go on into this account; for streams',
    },
  },
  asks: true,
  run: async ({ flags, ask, change }) => {
    const input = await ask(flags, () => import('../../../nsc/ask/add-import.ts'));
    return change((workspace) => addImport(workspace, input));
  },
});
