import { nscCommand } from '../../cli/nsc/command.ts';
import { bashScript } from '../../cli/nsc/completion-scripts/bash.ts';
import { fishScript } from '../../cli/nsc/completion-scripts/fish.ts';
import { powershellScript } from '../../cli/nsc/completion-scripts/powershell.ts';
import { zshScript } from '../../cli/nsc/completion-scripts/zsh.ts';
import { FlagError } from '../../cli/nsc/parse-flags.ts';

const SCRIPTS = new Map([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
  ['powershell', powershellScript],
]);

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
    const text = script(flags.noDescriptions === true ? '__completeNoDesc' : '__complete');
    return { text, data: { shell, script: text } };
  },
});
