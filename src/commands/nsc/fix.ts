import { nscCommand } from '../../cli/nsc/command.ts';
import { fix } from '../../nsc/fix.ts';
import { knownOperators } from '../../nsc/operator-source.ts';

export default nscCommand({
  summary: 'Rebuild a store and a keystore from the JWTs, seeds and creds in some folders',
  description:
    'JWTs come to DIR/operators and seeds to DIR/keys. Of several JWTs of one key the last that was issued counts.',
  examples: ['fix --in backup,downloads --out fixed', 'fix --creds --in backup --out fixed'],
  isHidden: true,
  isForAnyStore: true,
  flags: {
    in: { type: 'texts', value: 'dir', required: true, description: 'folders to search' },
    out: { type: 'text', value: 'dir', description: 'where to build; a new folder unless given' },
    creds: { type: 'switch', description: 'take users and their seeds from creds, too' },
  },
  run: ({ flags, look, io: { env } }) => {
    const ignoresInGit = env['NSC_NO_GIT_IGNORE'] === undefined;
    const input = { ...flags, known: knownOperators(env), ignoresInGit };
    return look((workspace) => fix(workspace, input));
  },
});
