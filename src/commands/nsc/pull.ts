import { nscCommand } from '../../cli/nsc/command.ts';
import { accountFlag } from '../../cli/nsc/shared-flags.ts';
import { systemFlags } from '../../cli/nsc/system-flags.ts';
import { tlsFlags, tlsSettings } from '../../cli/nsc/tls-flags.ts';
import { withProgress } from '../../cli/nsc/with-progress.ts';
import { pull } from '../../nsc/pull.ts';

export default nscCommand({
  summary: 'Pull accounts from the NATS servers, or with the operator from the account server',
  description: 'What is there replaces what is here, unless that is newer.',
  examples: ['pull --account ACME', 'pull --all', 'pull --all --dry-run'],
  flags: {
    ...accountFlag,
    all: { type: 'switch', short: 'A', description: 'all accounts, and the operator' },
    overwriteNewer: {
      type: 'switch',
      short: 'F',
      description: 'replace also what is newer here than there',
    },
    dryRun: { type: 'switch', description: 'show what would change, and change nothing' },
    ...systemFlags,
    ...tlsFlags,
  },
  asks: true,
  run: async ({ flags: given, ask, look, change, io }) => {
    const flags = await ask(given, () => import('../../nsc/ask/pull.ts'));
    const { timeout: timeoutSeconds, ...others } = flags;
    const input = { ...others, timeoutSeconds, ...tlsSettings(flags, io) };
    return withProgress(io, 'accounts', (meter) =>
      flags.dryRun === true
        ? look((workspace) => pull(workspace, input, meter))
        : change((workspace) => pull(workspace, input, meter)),
    );
  },
});
