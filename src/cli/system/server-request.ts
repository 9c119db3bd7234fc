/** `natsx server request …`: what servers say of themselves, as JSON, one document for each server. */
import type { Session } from '../../nats-client/session.ts';
import { ask, errorOf } from '../../system-client/ask.ts';
import { clientCommand, type ClientCommand } from '../client-command.ts';
import { timeoutOf } from '../context-flags.ts';
import type { GoFlagTable, GoFlagValues } from '../go-flags.ts';
import { filterFlags, filterOf } from './ping.ts';
import { askingFlags, expectedServers, noAnswers, withSession } from './system-command.ts';

export const requestFlags = {
  ...askingFlags,
  ...filterFlags,
  limit: { type: 'integer', value: 'n', description: 'At most so many records', default: 2048 },
  offset: { type: 'integer', value: 'n', description: 'Begin with this record', default: 0 },
} as const satisfies GoFlagTable;

interface RequestDefinition<T extends GoFlagTable> {
  /** After `server request`. */
  readonly name: string;
  readonly summary: string;
  readonly aliases: readonly string[];
  /** VARZ and so on. */
  readonly endpoint: string;
  readonly examples: readonly string[];
  readonly flags: T;
  options?(flags: GoFlagValues<typeof requestFlags & T>): object;
}

/** A request to all servers that are meant; those that know no such endpoint do not answer. */
export function requestCommand<const T extends GoFlagTable>(
  definition: RequestDefinition<T>,
): ClientCommand<typeof requestFlags & T> {
  const { name, aliases, endpoint } = definition;
  return clientCommand<typeof requestFlags & T>({
    name: `server request ${name}`,
    summary: definition.summary,
    examples: definition.examples.map((example) => `server request ${example}`),
    args: { 'wait?': 'how many servers to wait for' },
    aliases: [
      ...aliases.map((alias) => `server request ${alias}`),
      ...[name, ...aliases].map((each) => `server req ${each}`),
    ],
    flags: { ...requestFlags, ...definition.flags },
    run: async (line, io) => {
      // The table is both tables.
      const flags = line.flags as GoFlagValues<typeof requestFlags & T> &
        GoFlagValues<typeof requestFlags>;
      const question = {
        subject: `SERVER.PING.${endpoint}`,
        options: {
          ...filterOf(flags),
          limit: flags.limit,
          offset: flags.offset,
          ...definition.options?.(flags),
        },
        expect: expectedServers(line.args[0]),
        timeoutMs: timeoutOf(flags),
      };
      const print = (text: string) => io.stdout.write(`${text}\n`);
      return withSession({ flags, given: line.given }, io, (session) =>
        printAnswers(session, question, print),
      );
    },
  });
}

/** Prints every answer as it comes; 1 if a server answered with an error. */
export async function printAnswers(
  session: Session,
  question: Parameters<typeof ask>[1],
  print: (text: string) => Promise<void>,
): Promise<number> {
  let count = 0;
  let failures = 0;
  for await (const { body } of ask(session, question)) {
    count++;
    if (errorOf(body) !== undefined) failures++;
    await print(JSON.stringify(body, undefined, 2));
  }
  if (count === 0) throw noAnswers();
  return failures > 0 ? 1 : 0;
}
