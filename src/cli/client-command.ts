/**
 * A natsx command that has its flags anywhere on the command line, as a plain object and as a program that a test or a
 * bin file runs.
 */
import { flagsFirst } from './flags-first.ts';
import type { GoCommandLine, GoFlagTable } from './go-flags.ts';
import { bareName, isOptional, plainCommand, type PlainCommand } from './plain-command.ts';
import { execute, UsageError, type Program } from './program.ts';
import type { Surroundings } from './surroundings.ts';

interface Definition<T extends GoFlagTable> {
  /** As it is called, after `natsx`: `context add`. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  /** Command lines without `natsx`. */
  readonly examples: readonly string[];
  /** Its arguments in order, with what they are for; a `?` after the name: it may be left out. */
  readonly args?: Readonly<Record<string, string>>;
  /** Whether more arguments may come. */
  readonly takesMore?: boolean;
  readonly flags: T;
  /** Other names of it. */
  readonly aliases?: readonly string[];
  run(line: GoCommandLine<T>, io: Surroundings): Promise<number>;
}

/** What oclif reads of a command, and its program. */
export interface ClientCommand<T extends GoFlagTable = GoFlagTable> extends PlainCommand {
  readonly program: Program<T>;
}

export function clientCommand<const T extends GoFlagTable>(
  definition: Definition<T>,
): ClientCommand<T> {
  const { name, args = {}, flags } = definition;
  const program: Program<T> = {
    name: `natsx ${name}`,
    usage: ['[options]', ...Object.keys(args).map(shown)].join(' '),
    flags,
    exitCodes: 'natsx',
    run: (line, io) => {
      checkArguments(args, line.args);
      return definition.run(line, io);
    },
  };
  return programCommand(program, definition);
}

/** What help says of a program. */
type Shown = Omit<Definition<GoFlagTable>, 'name' | 'flags' | 'run'>;

/** A program as a command: one whose own arguments it checks. */
export function programCommand<T extends GoFlagTable>(
  program: Program<T>,
  { summary, description, examples, args = {}, takesMore = false, aliases = [] }: Shown,
): ClientCommand<T> {
  const command = plainCommand({
    summary,
    description,
    examples,
    args,
    takesMore,
    aliases,
    flags: program.flags,
    execute: (argv, io) => execute(program, flagsFirst(program.flags, argv), io),
  });
  return Object.assign(command, { program });
}

function checkArguments(args: Readonly<Record<string, string>>, given: readonly string[]): void {
  const names = Object.keys(args);
  const missing = names.slice(given.length).find((name) => !isOptional(name));
  if (missing !== undefined)
    throw new UsageError(`required argument ${shown(missing)} not provided`);
  if (given.length > names.length) {
    throw new UsageError(`unexpected argument ${JSON.stringify(given[names.length])}`);
  }
}

function shown(name: string): string {
  return isOptional(name) ? `[<${bareName(name)}>]` : `<${bareName(name)}>`;
}
