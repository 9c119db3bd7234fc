import { nscCommand } from '../../../cli/nsc/command.ts';
import { FlagError } from '../../../cli/nsc/parse-flags.ts';
import { outputFlag } from '../../../cli/nsc/shared-flags.ts';
import { generateProfile, placesOf } from '../../../nsc/generate-profile.ts';

export default nscCommand({
  summary: 'Generate a profile, with which programs connect, from a URL',
  description: `nsc://operator/account/user names whose profile it is. Behind a ? stands what it is to have beside the creds
and the operator's URLs: names, keys, seeds; the same of one: operatorName, accountKey, userSeed…; accountSeed=AB… is the
seed of a signing key. store=DIR and keystore=DIR say where all that is.`,
  examples: [
    'generate profile nsc://OP/ACME/alice',
    'generate profile "nsc://OP/ACME/alice?names&seeds&keys"',
    'generate profile "nsc://OP/ACME?accountSeed=AB…" --output-file profile.json',
  ],
  args: { url: 'nsc://operator[/account[/user]][?what]' },
  flags: { ...outputFlag },
  run: ({ args, flags, look }) => {
    const [url] = args;
    if (url === undefined) throw new FlagError('requires at least 1 arg(s), only received 0');
    const { store: dataDir, keystore: keystoreDir } = placesOf(url);
    const { outputFile } = flags;
    return look((workspace) => generateProfile(workspace, { url, outputFile }), {
      dataDir,
      keystoreDir,
    });
  },
});
