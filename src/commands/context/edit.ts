import { clientCommand } from '../../cli/client-command.ts';
import { jsonFlag, printContext } from '../../cli/context/commands.ts';
import { contextsOf } from '../../cli/context-flags.ts';
import { editText } from '../../cli/edit-text.ts';
import { decodeContext, encodeContext } from '../../nats-client/context.ts';

export default clientCommand({
  name: 'context edit',
  summary: 'Edit a context in your editor',
  description:
    'Opens a copy in $VISUAL or $EDITOR. The context is replaced if what you saved is right, and stays as it is if not.',
  examples: ['context edit prod', 'EDITOR="code --wait" natsx context edit prod'],
  args: { name: 'name of the context' },
  aliases: ['context vi', 'ctx edit', 'ctx vi'],
  flags: jsonFlag,
  run: async ({ args, flags }, io) => {
    const [name] = args as [string];
    const contexts = contextsOf(io);
    const before = encodeContext(await contexts.load(name));
    const text = await editText(before, { suffix: '.json', env: io.env });
    await contexts.save(name, decodeContext(text, name));
    await printContext(name, { isJson: flags.json, io });
    return 0;
  },
});
