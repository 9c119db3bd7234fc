import { clientCommand } from '../../cli/client-command.ts';
import { jsonFlag, meantContext, printContext } from '../../cli/context/commands.ts';
import { checkContext, isValid } from '../../cli/context/show.ts';
import { clientFlags, contextsOf } from '../../cli/context-flags.ts';
import { parseGoFlags } from '../../cli/go-flags.ts';

export default clientCommand({
  name: 'context show',
  summary: 'Show a context, the one in use unless another is named',
  examples: ['context show', 'context show prod --connect', 'context show prod --json'],
  args: { 'name?': 'name of the context' },
  aliases: ['context info', 'context v', 'context view', 'ctx show', 'ctx info', 'ctx view'],
  flags: {
    ...jsonFlag,
    connect: { type: 'boolean', description: 'Try to connect with it' },
    timeout: clientFlags.timeout,
  },
  run: async ({ args, flags }, io) => {
    const name = await meantContext(args[0], io);
    const context = await contextsOf(io).load(name);
    const line = parseGoFlags(clientFlags, [`--timeout=${flags.timeout}`]);
    const verdict = flags.connect
      ? await checkContext(name, context, { connects: true, flags: line.flags, io })
      : undefined;
    await printContext(name, { isJson: flags.json, verdict, io });
    return verdict === undefined || isValid(verdict) ? 0 : 1;
  },
});
