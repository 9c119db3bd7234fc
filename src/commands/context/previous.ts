import { NatsxError } from '../../base/errors.ts';
import { clientCommand } from '../../cli/client-command.ts';
import { jsonFlag, printContext } from '../../cli/context/commands.ts';
import { contextsOf } from '../../cli/context-flags.ts';

export default clientCommand({
  name: 'context previous',
  summary: 'Go back to the context that was selected before',
  examples: ['context previous'],
  aliases: ['ctx previous'],
  flags: jsonFlag,
  run: async ({ flags }, io) => {
    const contexts = contextsOf(io);
    const name = await contexts.previous();
    if (name === undefined) {
      throw new NatsxError('ERR_CONTEXT', 'no context was selected before');
    }
    await contexts.select(name);
    await printContext(name, { isJson: flags.json, io });
    return 0;
  },
});
