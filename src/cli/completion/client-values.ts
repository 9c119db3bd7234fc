/** What flags and arguments of natsx's own commands may name. */
import { contextNames } from '../../nats-client/context-names.ts';
import { contextFolder } from '../context-folder.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Line } from './complete-line.ts';
import type { Candidate } from './completion.ts';

type Source = (io: Surroundings) => Promise<readonly string[]>;

/** By the flag's name. */
const FLAGS: Readonly<Record<string, Source>> = {
  context: contexts,
  format: fixed('nagios', 'json', 'prometheus', 'text'),
  gen: fixed('operator', 'account', 'user', 'server', 'cluster', 'curve'),
  signal: fixed('ldm', 'stop', 'quit', 'term', 'reopen', 'reload'),
};

/** By the command and the place of the argument: `context copy` takes an existing name first, and a new one then. */
const ARGUMENTS: Readonly<Record<string, readonly Source[]>> = {
  'context copy': [contexts],
  'context edit': [contexts],
  'context rm': [contexts],
  'context select': [contexts],
  'context show': [contexts],
  'context validate': [contexts],
  completion: [fixed('bash', 'zsh', 'fish')],
};

export async function clientValues(
  name: string,
  line: Line,
  io: Surroundings,
): Promise<readonly Candidate[] | undefined> {
  const source = name === '' ? ARGUMENTS[line.command.name]?.[placeOf(line)] : FLAGS[name];
  return source === undefined ? undefined : (await source(io)).map((value) => ({ value }));
}

/** How many arguments stand before. */
function placeOf({ argv, command }: Line): number {
  const takesValue = (word = '') => {
    const [, name] = /^--?([^=]+)$/.exec(word) ?? [];
    if (name === undefined) return false;
    return command.flags.some(
      (flag) => (flag.name === name || flag.char === name) && flag.value !== undefined,
    );
  };
  return argv.filter((word, at) => !word.startsWith('-') && !takesValue(argv[at - 1])).length;
}

function fixed(...values: readonly string[]): Source {
  return async () => values;
}

async function contexts(io: Surroundings): Promise<string[]> {
  try {
    return await contextNames(contextFolder(io));
  } catch {
    return []; // Who completes a line is told what is wrong when he runs it.
  }
}
