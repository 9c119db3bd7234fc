import { NatsxError } from '../../base/errors.ts';
import { clientCommand } from '../../cli/client-command.ts';
import { jsonFlag, printContext } from '../../cli/context/commands.ts';
import { contextFlags, contextFromFlags } from '../../cli/context/from-flags.ts';
import { contextsOf } from '../../cli/context-flags.ts';

export default clientCommand({
  name: 'context copy',
  summary: 'Copy a context, with other values where flags say so',
  examples: ['context copy prod staging --server nats://staging:4222'],
  args: { source: 'context to copy', destination: 'name of the new context' },
  aliases: ['context cp', 'ctx copy', 'ctx cp'],
  flags: { ...contextFlags, ...jsonFlag },
  run: async ({ args, flags, given }, io) => {
    const [source, destination] = args as [string, string];
    const contexts = contextsOf(io);
    const before = await contexts.load(source);
    if (await contexts.has(destination)) {
      const message = `context ${JSON.stringify(destination)} already exists`;
      throw new NatsxError('ERR_CONTEXT', message, {
        suggestions: ['choose another name, or remove it first: natsx context rm'],
      });
    }
    await contexts.save(destination, await contextFromFlags(before, flags, given, io));
    if (flags.select) await contexts.select(destination);
    await printContext(destination, { isJson: flags.json, io });
    return 0;
  },
});
