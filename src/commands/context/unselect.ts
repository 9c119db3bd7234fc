import { clientCommand } from '../../cli/client-command.ts';
import { contextsOf } from '../../cli/context-flags.ts';

export default clientCommand({
  name: 'context unselect',
  summary: 'Use no context any more',
  examples: ['context unselect'],
  aliases: ['ctx unselect'],
  flags: {},
  run: async (_, io) => {
    const contexts = contextsOf(io);
    const name = await contexts.selected();
    if (name !== undefined) await contexts.select(undefined);
    await io.stderr.write(
      name === undefined
        ? 'No context currently selected\n'
        : `Unselected the ${JSON.stringify(name)} context\n`,
    );
    return 0;
  },
});
