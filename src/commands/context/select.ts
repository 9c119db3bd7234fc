import { NatsxError } from '../../base/errors.ts';
import { clientCommand } from '../../cli/client-command.ts';
import { jsonFlag, printContext } from '../../cli/context/commands.ts';
import { contextsOf, usedContext } from '../../cli/context-flags.ts';
import { chosen } from '../../cli/question.ts';

export default clientCommand({
  name: 'context select',
  summary: 'Choose the context that commands use',
  description:
    'A file .natsx/context in a folder, or in one above it, names the context that is used there instead.',
  examples: ['context select prod', 'context select'],
  args: { 'name?': 'name of the context; asked for if it is left out' },
  aliases: ['context switch', 'context set', 'ctx select', 'ctx switch', 'ctx set'],
  flags: jsonFlag,
  run: async ({ args, flags }, io) => {
    const contexts = contextsOf(io);
    const names = await contexts.names();
    if (names.length === 0) {
      throw new NatsxError('ERR_CONTEXT', 'no context defined', {
        suggestions: ['make one with natsx context add'],
      });
    }
    const name = args[0] ?? (await chosen('Select a Context', names, io));
    await contexts.select(name);
    await printContext(name, { isJson: flags.json, io });
    const used = await usedContext(io);
    if (used?.by === 'project' && used.name !== name) {
      await io.stderr.write(`In this folder .natsx/context says ${JSON.stringify(used.name)}\n`);
    }
    return 0;
  },
});
