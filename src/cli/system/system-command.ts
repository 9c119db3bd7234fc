/** What all commands that ask the servers of a deployment share. */
import { NatsxError } from '../../base/errors.ts';
import { Session } from '../../nats-client/session.ts';
import { NO_SYSTEM_ACCESS } from '../../system-client/ask.ts';
import { GoFlagError, type GoFlagTable } from '../go-flags.ts';
import { clientFlags, clientSettings, type ClientFlags } from '../context-flags.ts';
import type { Surroundings } from '../surroundings.ts';

/** Connects, does it, and leaves. */
export async function withSession<T>(
  line: { readonly flags: ClientFlags; readonly given: ReadonlySet<string> },
  io: Surroundings,
  action: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await Session.open(
    await clientSettings(line, io, { name: 'natsx server', reconnects: 0 }),
  );
  try {
    return await action(session);
  } finally {
    await session.close();
  }
}

/** Connection flags whose timeout is that of an answer: 5 s, as natscli's. */
export const askingFlags = {
  ...clientFlags,
  timeout: {
    ...clientFlags.timeout,
    description: 'How long to wait for the last answer',
    default: '5s',
  },
} as const satisfies GoFlagTable;

export const jsonFlag = {
  json: { type: 'boolean', aliases: ['j'], description: 'Print JSON' },
} as const satisfies GoFlagTable;

export async function printJson(io: Surroundings, value: unknown): Promise<void> {
  await io.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** Nobody has answered, or only with an error. */
export function noAnswers(failures: readonly string[] = []): NatsxError {
  if (failures.length > 0) return new NatsxError('ERR_SERVER_ANSWER', failures[0]!);
  return new NatsxError('ERR_NOT_SYSTEM', NO_SYSTEM_ACCESS, {
    suggestions: ['or no server matches'],
  });
}

/** How many servers an argument says to wait for; undefined for as many as answer. */
export function expectedServers(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text)) {
    throw new GoFlagError(`invalid number of servers ${JSON.stringify(text)}`);
  }
  return Number(text) === 0 ? undefined : Number(text);
}

/** Refuses a sort key that is not one of `keys`. */
export function sortKey<K extends string>(text: string, keys: readonly K[]): K {
  const key = keys.find((each) => each === text);
  if (key !== undefined) return key;
  throw new GoFlagError(`enum value must be one of ${keys.join(',')}, got ${JSON.stringify(text)}`);
}

/** Names without the end that all of them share, from the second label on: `n1.east.example.com` is `n1`. */
export function compactNames(names: readonly string[]): string[] {
  const labels = names.map((name) => name.split('.'));
  const shortest = Math.min(...labels.map(({ length }) => length));
  let shared = 0;
  while (
    shared < shortest - 1 &&
    labels.every((each) => each.at(-1 - shared) === labels[0]!.at(-1 - shared))
  ) {
    shared++;
  }
  return labels.map((each) => each.slice(0, each.length - shared).join('.'));
}
