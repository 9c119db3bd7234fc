import { nscCommand } from '../../../cli/nsc/command.ts';
import { requireEdit } from '../../../cli/nsc/require-edit.ts';
import { tagFlags, validityFlags } from '../../../cli/nsc/shared-flags.ts';
import { editOperator } from '../../../nsc/edit-operator.ts';

const edits = {
  accountJwtServerUrl: {
    type: 'text',
    short: 'u',
    value: 'url',
    description: 'where accounts are pushed to: http, https, nats, tls, ws, wss',
  },
  rmAccountJwtServerUrl: { type: 'switch', description: 'push to nowhere' },
  serviceUrl: {
    type: 'texts',
    short: 'n',
    value: 'url',
    description: 'where clients connect, to add',
  },
  rmServiceUrl: { type: 'texts', value: 'url', description: 'where clients connect, to remove' },
  systemAccount: {
    type: 'text',
    value: 'account',
    description: 'system account, by name or public key',
  },
  sk: {
    type: 'texts',
    value: 'key',
    description: 'signing keys to add: key, file, or generate',
  },
  rmSk: { type: 'texts', value: 'key', description: 'signing keys to remove' },
  requireSigningKeys: {
    type: 'switch',
    description: 'let signing keys alone sign accounts and users',
  },
  ...tagFlags,
  ...validityFlags,
} as const;

export default nscCommand({
  summary: 'Edit the operator',
  examples: [
    'edit operator --service-url nats://localhost:4222 --account-jwt-server-url nats://localhost:4222',
    'edit operator --sk generate --require-signing-keys',
    'edit operator --system-account SYS',
  ],
  flags: edits,
  asks: true,
  run: async ({ flags, ask, change }) => {
    if (flags.interactive !== true) requireEdit(edits, flags);
    const input = await ask(flags, () => import('../../../nsc/ask/edit-operator.ts'));
    return change((workspace) => editOperator(workspace, input));
  },
});
