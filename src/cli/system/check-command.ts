/** `natsx server check …`: what monitoring systems run. Whatever goes wrong is a critical result, never a bare error. */
import { writeFile } from 'node:fs/promises';
import { NatsxError } from '../../base/errors.ts';
import { fileErrorText } from '../../base/system-error.ts';
import { clientCommand, type ClientCommand } from '../client-command.ts';
import { clientFlags } from '../context-flags.ts';
import { expandHome } from '../expand-home.ts';
import { GoFlagError, type GoCommandLine, type GoFlagTable } from '../go-flags.ts';
import { UsageError } from '../program.ts';
import type { Surroundings } from '../surroundings.ts';
import { CheckResult, type CheckFormat } from './check-result.ts';
import { sortKey } from './system-command.ts';

export const checkFlags = {
  ...clientFlags,
  timeout: { ...clientFlags.timeout, default: '5s' },
  format: {
    type: 'string',
    value: 'format',
    description: 'nagios, json, prometheus or text',
    default: 'nagios',
  },
  namespace: {
    type: 'string',
    value: 'name',
    description: 'What names of prometheus metrics begin with',
    default: 'nats_server_check',
  },
  outfile: { type: 'string', value: 'file', description: 'Write the result to this file' },
} as const satisfies GoFlagTable;

type CheckLine<T extends GoFlagTable> = GoCommandLine<typeof checkFlags & T>;

interface CheckDefinition<T extends GoFlagTable> {
  /** After `server check`. */
  readonly name: string;
  readonly suite: string;
  readonly summary: string;
  readonly aliases?: readonly string[];
  readonly examples: readonly string[];
  readonly flags: T;
  /** What is checked, for the result; throws for a wrong command line. */
  item(line: CheckLine<T>): string;
  check(line: CheckLine<T>, result: CheckResult, io: Surroundings): Promise<void>;
}

const FORMATS: readonly CheckFormat[] = ['nagios', 'json', 'prometheus', 'text'];

export function checkCommand<const T extends GoFlagTable>(
  definition: CheckDefinition<T>,
): ClientCommand<typeof checkFlags & T> {
  const { name, aliases = [] } = definition;
  return clientCommand<typeof checkFlags & T>({
    name: `server check ${name}`,
    summary: definition.summary,
    description:
      'Exits with 0 if all is well, 1 for a warning, 2 if it is critical, 3 if nobody knows; with --format prometheus always ' +
      'with 0.',
    examples: definition.examples.map((example) => `server check ${example}`),
    aliases: aliases.map((alias) => `server check ${alias}`),
    flags: { ...checkFlags, ...definition.flags },
    run: async (line, io) => {
      // The table is both tables.
      const flags = line.flags as unknown as GoCommandLine<typeof checkFlags>['flags'];
      const format = sortKey(flags.format, FORMATS);
      if (!/^[a-zA-Z_:][\w:]*$/.test(flags.namespace)) {
        throw new GoFlagError(`invalid namespace ${JSON.stringify(flags.namespace)}`);
      }
      const result = new CheckResult(definition.suite, definition.item(line));
      try {
        await definition.check(line, result, io);
      } catch (error) {
        if (!(error instanceof NatsxError)) throw error;
        if (error instanceof GoFlagError || error instanceof UsageError) throw error;
        result.critical(error.message);
      }
      const { namespace } = flags;
      const text = result.render(format, { namespace, isAscii: io.isAscii === true });
      if (flags.outfile === undefined) await io.stdout.write(text);
      else await save(flags.outfile, text);
      return result.exitCode(format);
    },
  });
}

async function save(name: string, text: string): Promise<void> {
  const path = expandHome(name)!; // Undefined for undefined only.
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new NatsxError('ERR_FILE', fileErrorText('write', path, cause), { cause });
  }
}
