import { nscCommand } from '../../cli/nsc/command.ts';
import { accountFlag } from '../../cli/nsc/shared-flags.ts';
import { systemFlags } from '../../cli/nsc/system-flags.ts';
import { tlsFlags, tlsSettings } from '../../cli/nsc/tls-flags.ts';
import { withProgress } from '../../cli/nsc/with-progress.ts';
import { push } from '../../nsc/push.ts';

export default nscCommand({
  summary: 'Push accounts to the NATS servers, or to the account server',
  description:
    'NATS servers with a full or cache resolver take accounts through the system account. Afterwards each server is ' +
    'asked which version it uses, and which imports are active there.',
  examples: [
    'push --account ACME',
    'push --all',
    'push --all --dry-run',
    'push --all --prune',
    'push --diff --account-jwt-server-url nats://127.0.0.1:4222',
  ],
  flags: {
    ...accountFlag,
    all: { type: 'switch', short: 'A', description: 'all accounts of the operator' },
    force: { type: 'switch', short: 'F', description: 'push what servers will refuse, too' },
    accountJwtServerUrl: {
      type: 'text',
      short: 'u',
      value: 'url',
      description: "where to: http, https, nats, tls, ws or wss; the operator's unless given",
    },
    diff: {
      type: 'switch',
      short: 'D',
      description: 'show which accounts are here and which on the servers, and how they differ',
    },
    prune: {
      type: 'switch',
      short: 'P',
      description: 'delete on the servers what is not in the store',
    },
    accountRemoval: {
      type: 'text',
      short: 'R',
      value: 'account',
      description: 'delete this account on the servers, by public key or name',
    },
    dryRun: { type: 'switch', description: 'show what would change, and change nothing' },
    check: {
      type: 'switch',
      default: true,
      description: 'ask afterwards what servers use; =false does not',
    },
    ...systemFlags,
    ...tlsFlags,
  },
  asks: true,
  run: async ({ flags: given, ask, look, io }) => {
    const flags = await ask(given, () => import('../../nsc/ask/push.ts'));
    const { timeout: timeoutSeconds, ...others } = flags;
    const input = { ...others, timeoutSeconds, ...tlsSettings(flags, io) };
    return withProgress(io, 'accounts', (meter) =>
      look((workspace) => push(workspace, input, meter)),
    );
  },
});
