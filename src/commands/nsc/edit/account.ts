import { nscCommand } from '../../../cli/nsc/command.ts';
import { requireEdit } from '../../../cli/nsc/require-edit.ts';
import {
  permissionFlags,
  removePermissionFlags,
  tagFlags,
  validityFlags,
} from '../../../cli/nsc/shared-flags.ts';
import { editAccount } from '../../../nsc/edit-account.ts';

const limits = {
  conns: { type: 'size', value: 'n', description: 'most connections, -1 is unlimited' },
  leafConns: {
    type: 'size',
    value: 'n',
    description: 'most leafnode connections, -1 is unlimited',
  },
  data: { type: 'size', value: 'bytes', description: 'most bytes, -1 is unlimited' },
  exports: { type: 'size', value: 'n', description: 'most exports, -1 is unlimited' },
  imports: { type: 'size', value: 'n', description: 'most imports, -1 is unlimited' },
  payload: {
    type: 'size',
    value: 'bytes',
    description: 'most bytes of a message, -1 is unlimited',
  },
  subscriptions: { type: 'size', value: 'n', description: 'most subscriptions, -1 is unlimited' },
  wildcardExports: { type: 'switch', description: 'let exports have wildcards; =false does not' },
  disallowBearer: { type: 'switch', description: 'refuse bearer users; =false does not' },
} as const;

const jetStream = {
  jsTier: {
    type: 'integer',
    value: 'n',
    description: 'JetStream: limits of streams with n replicas; 0 for all',
  },
  rmJsTier: {
    type: 'integer',
    value: 'n',
    description: 'JetStream: remove the limits of a tier; 0 for those of all',
  },
  jsMemStorage: {
    type: 'size',
    value: 'bytes',
    description: 'JetStream: memory, -1 is unlimited, 0 none',
    aliases: ['mem-storage'],
    deprecated: 'it got renamed to --js-mem-storage',
  },
  jsDiskStorage: {
    type: 'size',
    value: 'bytes',
    description: 'JetStream: disk, -1 is unlimited, 0 none',
    aliases: ['disk-storage'],
    deprecated: 'it got renamed to --js-disk-storage',
  },
  jsStreams: {
    type: 'size',
    value: 'n',
    description: 'JetStream: most streams, -1 is unlimited',
    aliases: ['streams'],
    deprecated: 'it got renamed to --js-streams',
  },
  jsConsumer: {
    type: 'size',
    value: 'n',
    description: 'JetStream: most consumers, -1 is unlimited',
    aliases: ['consumer'],
    deprecated: 'it got renamed to --js-consumer',
  },
  jsMaxMemStream: {
    type: 'size',
    value: 'bytes',
    description: 'JetStream: most bytes of a stream in memory, -1 is unlimited',
  },
  jsMaxDiskStream: {
    type: 'size',
    value: 'bytes',
    description: 'JetStream: most bytes of a stream on disk, -1 is unlimited',
  },
  jsMaxBytesRequired: {
    type: 'switch',
    description: 'JetStream: streams must say how large they may become',
  },
  jsMaxAckPending: {
    type: 'size',
    value: 'n',
    description: 'JetStream: most messages of a consumer that wait for their ack',
  },
  jsEnable: {
    type: 'integer',
    value: 'n',
    description: 'JetStream: switch a tier on without limits; 0 for all replicas',
  },
  jsDisable: { type: 'switch', description: 'JetStream: switch it off' },
} as const;

const edits = {
  ...limits,
  ...jetStream,
  sk: { type: 'texts', value: 'key', description: 'signing keys to add: key, file, or generate' },
  rmSk: { type: 'texts', value: 'key', description: 'signing keys to remove' },
  description: { type: 'text', value: 'text', description: 'what the account is for' },
  infoUrl: { type: 'text', value: 'url', description: 'where more is said about it' },
  traceContextSubject: {
    type: 'text',
    value: 'subject',
    description: 'where message traces go; empty for nowhere',
  },
  traceContextSampling: {
    type: 'size',
    value: 'percent',
    description: 'how many of them, 1-100; 0 for all',
  },
  hostClusterTraffic: {
    type: 'switch',
    description: 'carry JetStream traffic of the cluster in this account',
    hidden: true,
  },
  ...tagFlags,
  ...validityFlags,
  ...permissionFlags,
  ...removePermissionFlags,
} as const;

export default nscCommand({
  summary: 'Edit an account',
  description:
    'What is not named stays as it is. Permissions are those of users that have none of their own.',
  examples: [
    'edit account --name ACME --conns 10 --payload 1MiB',
    'edit account --name ACME --sk generate',
    'edit account --name ACME --js-mem-storage 1GiB --js-disk-storage 10GiB',
    'edit account --name ACME --js-tier 3 --js-disk-storage 5GiB',
  ],
  args: { name: 'account, by its name or public key' },
  flags: {
    name: {
      type: 'text',
      short: 'n',
      value: 'name',
      description: 'account, by its name or public key',
    },
    ...edits,
  },
  asks: true,
  run: async ({ flags, args, ask, change }) => {
    if (flags.interactive !== true) requireEdit(edits, flags);
    const input = await ask(
      { ...flags, name: flags.name ?? args[0] },
      () => import('../../../nsc/ask/edit-account.ts'),
    );
    return change((workspace) => editAccount(workspace, input));
  },
});
