import { NatsxError } from '../../base/errors.ts';
import { clientCommand } from '../../cli/client-command.ts';
import { jsonFlag } from '../../cli/context/commands.ts';
import { checkContext, contextJson, contextText, isValid } from '../../cli/context/show.ts';
import { clientFlags, contextsOf } from '../../cli/context-flags.ts';
import { parseGoFlags } from '../../cli/go-flags.ts';

export default clientCommand({
  name: 'context validate',
  summary: 'Check one context, or all of them',
  description:
    'Reads all files that they name, and with --connect connects to their servers. Exits with 1 if one is wrong.',
  examples: ['context validate', 'context validate prod --connect'],
  args: { 'name?': 'name of the context; all of them if it is left out' },
  aliases: ['ctx validate'],
  flags: {
    ...jsonFlag,
    connect: { type: 'boolean', description: 'Try to connect, too' },
    timeout: clientFlags.timeout,
  },
  run: async ({ args, flags }, io) => {
    const contexts = contextsOf(io);
    const names = args[0] === undefined ? await contexts.names() : [args[0]];
    const line = parseGoFlags(clientFlags, [`--timeout=${flags.timeout}`]);
    const shown: Record<string, unknown>[] = [];
    let isRight = true;
    for (const name of names) {
      try {
        const context = await contexts.load(name);
        const settings = { connects: flags.connect, flags: line.flags, io };
        const verdict = await checkContext(name, context, settings);
        isRight &&= isValid(verdict);
        shown.push(contextJson(name, context, verdict));
        if (flags.json) continue;
        await io.stdout.write(await contextText(name, context, verdict, io));
        for (const problem of verdict.problems) await io.stderr.write(`${name}: ${problem}\n`);
      } catch (error) {
        if (!(error instanceof NatsxError) || args.length > 0) throw error;
        isRight = false;
        shown.push({ name, valid: false, problems: [error.message] });
        if (!flags.json) await io.stderr.write(`Could not load ${name}: ${error.message}\n`);
      }
    }
    if (flags.json) await io.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
    if (isRight) return 0;
    if (!flags.json) await io.stderr.write('validation failed\n');
    return 1;
  },
});
