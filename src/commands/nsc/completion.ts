import { NSC } from '../../cli/completion/scripts/programs.ts';
import { SCRIPTS } from '../../cli/completion/scripts/scripts.ts';
import { nscCommand } from '../../cli/nsc/command.ts';
import { FlagError } from '../../cli/nsc/parse-flags.ts';

export default nscCommand({
  summary: 'Print the completion script of a shell',
  description:
    'It completes commands, flags, and the names of operators, accounts, users and more that are in the store.',
  examples: ['completion bash', 'completion zsh --no-descriptions'],
  args: { shell: 'bash, zsh, fish or powershell' },
  isForAnyStore: true,
  flags: {
    noDescriptions: { type: 'switch', description: 'names alone, without what they are' },
  },
  run: ({ flags, args }) => {
    const [shell = ''] = args;
    const script = SCRIPTS.get(shell);
    if (script === undefined) {
      const known = Array.from(SCRIPTS.keys()).join(', ');
      const text = shell === '' ? 'a shell is required' : `unknown shell "${shell}"`;
      throw new FlagError(`${text}: known are ${known}`);
    }
    const request = flags.noDescriptions === true ? '__completeNoDesc' : '__complete';
    const text = script({ ...NSC, request });
    return { text, data: { shell, script: text } };
  },
});
