import { NatsxError } from '../../base/errors.ts';
import { clientCommand } from '../../cli/client-command.ts';
import { contextsOf } from '../../cli/context-flags.ts';
import { confirmed } from '../../cli/question.ts';

export default clientCommand({
  name: 'context rm',
  summary: 'Remove a context',
  examples: ['context rm staging', 'context rm staging --force'],
  args: { name: 'name of the context' },
  aliases: ['context remove', 'ctx rm', 'ctx remove'],
  flags: {
    force: { type: 'boolean', aliases: ['f'], description: 'Do not ask, and the selected one too' },
  },
  run: async ({ args, flags }, io) => {
    const [name] = args as [string];
    const contexts = contextsOf(io);
    if (!(await contexts.has(name))) await contexts.load(name); // Says so, and which there are.
    if (!flags.force && (await contexts.selected()) === name) {
      throw new NatsxError('ERR_CONTEXT', 'cannot remove the selected context', {
        suggestions: ['select another one, use `natsx context unselect`, or --force'],
      });
    }
    const question = `Really delete context ${JSON.stringify(name)}`;
    if (!flags.force && !(await confirmed(question, '--force', io))) return 1;
    await contexts.remove(name);
    await io.stderr.write(`Removed the ${JSON.stringify(name)} context\n`);
    return 0;
  },
});
