/** Which command of nsc a command line means. */
import type { CommandFiles } from '../command-files.ts';
import { flagName } from './flag-table.ts';
import { globalFlags } from './shared-flags.ts';

export interface FoundCommand {
  /** The words of the command. */
  readonly words: readonly string[];
  /** Its name, as `nsc add user`; undefined if the words name no command. */
  readonly name: string | undefined;
  /** The command line without those words. */
  readonly argv: readonly string[];
}

/** What Go's nsc takes for the same, too. */
const FIRST: Readonly<Record<string, string>> = { create: 'add' };
const SECOND: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  list: { operator: 'operators', account: 'accounts', user: 'users', key: 'keys' },
  tool: { rep: 'reply' },
};
/** May stand without `tool` before them. */
const TOOLS = new Set(['pub', 'sub', 'req', 'reply', 'rep', 'rtt']);

/** Finds the command among those of nsc. */
export function findCommand(argv: readonly string[], commands: CommandFiles): FoundCommand {
  const words: string[] = [];
  const rest = [...argv];
  const before = takeFlags(rest);
  if (TOOLS.has(rest[0] ?? '')) rest.unshift('tool');
  while (rest[0] !== undefined && /^[a-z][\w-]*$/.test(rest[0])) {
    const word = spelled(words, rest[0]);
    const name = ['nsc', ...words, word].join(' ');
    if (commands.has(name)) {
      return { words: [...words, word], name, argv: [...before, ...rest.slice(1)] };
    }
    if (!commands.isTopic(name)) break;
    words.push(word);
    rest.shift();
    before.push(...takeFlags(rest));
  }
  return { words, name: undefined, argv: [...before, ...rest] };
}

function spelled(words: readonly string[], word: string): string {
  if (words.length === 0) return FIRST[word] ?? word;
  // add_user and add-user are the same.
  return SECOND[words.join(' ')]?.[word] ?? word.replaceAll('_', '-');
}

/** Flags with a value that may stand before a command; the second are those of `tool`. */
const VALUED = new Set([
  ...Object.entries(globalFlags)
    .filter(([, { type }]) => type === 'text')
    .flatMap(([name, flag]) => [
      `--${flagName(name, flag)}`,
      ...('short' in flag ? [`-${flag.short}`] : []),
    ]),
  ...['--nats', '--ca-cert', '--client-cert', '--client-key', '--tls-curves'],
]);

/** Takes the flags that stand before the command from `rest`. */
function takeFlags(rest: string[]): string[] {
  const flags: string[] = [];
  while (
    rest[0]?.startsWith('-') === true &&
    !['-h', '--help', '-v', '--version'].includes(rest[0])
  ) {
    const flag = rest.shift()!;
    flags.push(flag);
    if (VALUED.has(flag) && rest.length > 0) flags.push(rest.shift()!);
  }
  return flags;
}
