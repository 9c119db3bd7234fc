import { clientCommand } from '../../cli/client-command.ts';
import { jsonFlag, printContext } from '../../cli/context/commands.ts';
import { contextFlags, contextFromFlags } from '../../cli/context/from-flags.ts';
import { contextsOf } from '../../cli/context-flags.ts';
import { EMPTY_CONTEXT } from '../../nats-client/context.ts';

export default clientCommand({
  name: 'context add',
  summary: 'Save how to connect as a context',
  description:
    'Stores the connection flags under a name; of a context that exists, those that are given replace the old ones. ' +
    'Credentials may be paths, file://, env://NAME, op://vault/item/field, nsc://operator/account/user or data URLs.',
  examples: [
    'context add prod --server nats://a:4222,nats://b:4222 --creds ~/prod.creds --select',
    'context add local --user joe --password env://JOES_PASSWORD --description "My laptop"',
  ],
  args: { name: 'name of the context' },
  aliases: ['context create', 'context save', 'ctx add', 'ctx create', 'ctx save'],
  flags: { ...contextFlags, ...jsonFlag },
  run: async ({ args, flags, given }, io) => {
    const [name] = args as [string];
    const contexts = contextsOf(io);
    const before = (await contexts.has(name)) ? await contexts.load(name) : EMPTY_CONTEXT;
    await contexts.save(name, await contextFromFlags(before, flags, given, io));
    if (flags.select) await contexts.select(name);
    await printContext(name, { isJson: flags.json, io });
    return 0;
  },
});
