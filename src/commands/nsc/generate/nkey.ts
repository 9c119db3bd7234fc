import { nscCommand } from '../../../cli/nsc/command.ts';
import { generateNkeys } from '../../../nsc/generate-nkey.ts';

export default nscCommand({
  summary: 'Generate keys: for each the seed, then the public key',
  examples: ['generate nkey --user', 'generate nkey --account --user --store'],
  isForAnyStore: true,
  flags: {
    operator: { type: 'switch', short: 'o', description: 'an operator' },
    account: { type: 'switch', short: 'a', description: 'an account' },
    user: { type: 'switch', short: 'u', description: 'a user' },
    curve: { type: 'switch', short: 'x', description: 'a curve key' },
    store: {
      type: 'switch',
      short: 'S',
      description: 'keep them in the keystore, and do not print the seeds',
    },
  },
  run: ({ flags, look, change }) =>
    flags.store === true
      ? change((workspace) => generateNkeys(workspace, flags))
      : look((workspace) => generateNkeys(workspace, flags)),
});
