import { clientCommand } from '../cli/client-command.ts';
import { NATSX } from '../cli/completion/scripts/programs.ts';
import { SCRIPTS } from '../cli/completion/scripts/scripts.ts';
import { UsageError } from '../cli/program.ts';

export default clientCommand({
  name: 'completion',
  summary: 'Print the completion script of a shell',
  description:
    'It completes commands, flags and their values, and the names of contexts, operators, accounts, users and keys, for ' +
    'natsx and the other programs of the package. nsc has its own: nsc completion.',
  examples: [
    'source <(natsx completion bash)',
    'completion bash > ~/.local/share/bash-completion/completions/natsx',
    'completion zsh > "${fpath[1]}/_natsx"',
    'completion fish > ~/.config/fish/completions/natsx.fish',
  ],
  args: { shell: 'bash, zsh, fish or powershell' },
  flags: {
    'no-descriptions': { type: 'boolean', description: 'Names alone, without what they are' },
  },
  run: async ({ args, flags }, { stdout }) => {
    const [shell] = args as [string];
    const script = SCRIPTS.get(shell);
    if (script === undefined) {
      const known = Array.from(SCRIPTS.keys()).join(', ');
      throw new UsageError(`unknown shell "${shell}"`, [`known are ${known}`]);
    }
    const request = flags['no-descriptions'] ? '__completeNoDesc' : '__complete';
    await stdout.write(script({ ...NATSX, request }));
    return 0;
  },
});
