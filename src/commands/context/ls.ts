import { NatsxError } from '../../base/errors.ts';
import { clientCommand } from '../../cli/client-command.ts';
import { jsonFlag } from '../../cli/context/commands.ts';
import { contextJson } from '../../cli/context/show.ts';
import { contextsOf, usedContext } from '../../cli/context-flags.ts';
import { tableText } from '../../cli/table.ts';
import type { ContextFields } from '../../nats-client/context.ts';

export default clientCommand({
  name: 'context ls',
  summary: 'List the contexts; a star marks the one in use',
  examples: ['context ls', 'context ls --names', 'context ls --json'],
  aliases: ['context list', 'context l', 'ctx ls', 'ctx list', 'ctx l'],
  flags: { ...jsonFlag, names: { type: 'boolean', description: 'Print the names alone' } },
  run: async ({ flags }, io) => {
    const contexts = contextsOf(io);
    const names = await contexts.names();
    const used = (await usedContext(io))?.name;
    if (flags.names) {
      await io.stdout.write(names.map((name) => `${name}\n`).join(''));
      return 0;
    }
    const known: { readonly name: string; readonly context: ContextFields }[] = [];
    let code = 0;
    for (const name of names) {
      try {
        known.push({ name, context: await contexts.load(name) });
      } catch (error) {
        // The others are no worse for it.
        if (!(error instanceof NatsxError)) throw error;
        await io.stderr.write(`${error.message}\n`);
        code = 1;
      }
    }
    if (flags.json) {
      const shown = known.map(({ name, context }) => ({
        ...contextJson(name, context),
        selected: name === used,
      }));
      await io.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
      return code;
    }
    if (names.length === 0) {
      await io.stderr.write('No contexts yet: make one with natsx context add\n');
      return 0;
    }
    const rows = known.map(({ name, context }) => [
      name === used ? `${name}*` : name,
      context.description,
    ]);
    const table = { title: 'Known Contexts', columns: ['Name', 'Description'], rows };
    await io.stdout.write(tableText(table, io.isAscii));
    return code;
  },
});
