/**
 * A natsx command as a plain object: what oclif wants of a command, and a program that a test or a bin file runs without
 * oclif. Its flags may stand anywhere on the command line.
 */
import { flagsFirst } from './flags-first.ts';
import { oclifFlags } from './go-flags-command.ts';
import type { GoCommandLine, GoFlagTable } from './go-flags.ts';
import { processSurroundings } from './process-surroundings.ts';
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
  readonly flags: T;
  /** Other names of it. */
  readonly aliases?: readonly string[];
  run(line: GoCommandLine<T>, io: Surroundings): Promise<number>;
}

/** What oclif reads of a command, and its program. */
export interface ClientCommand<T extends GoFlagTable = GoFlagTable> {
  id: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly examples: readonly string[];
  readonly flags: object;
  readonly args: object;
  readonly aliases: readonly string[];
  readonly hidden: boolean;
  readonly strict: boolean;
  readonly program: Program<T>;
  /** Runs it on the arguments of this process, and ends that. */
  run(argv: readonly string[]): Promise<never>;
}

export function clientCommand<const T extends GoFlagTable>(
  definition: Definition<T>,
): ClientCommand<T> {
  const { name, summary, description, examples, args = {}, aliases = [], flags } = definition;
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
  return {
    id: '',
    summary,
    description,
    examples: examples.map((example) => `<%= config.bin %> ${example}`),
    flags: oclifFlags(flags),
    args: Object.fromEntries(
      Object.entries(args).map(([key, text]) => [
        bare(key),
        { name: bare(key), description: text, required: !key.endsWith('?') },
      ]),
    ),
    aliases,
    hidden: false,
    strict: true,
    program,
    run: async (argv) => {
      const code = await execute(program, flagsFirst(flags, argv), processSurroundings());
      // Not by running out of work: a dial that was given up may still hold a socket. All output has been written by now.
      process.exit(code);
    },
  };
}

function checkArguments(args: Readonly<Record<string, string>>, given: readonly string[]): void {
  const names = Object.keys(args);
  const missing = names.slice(given.length).find((name) => !name.endsWith('?'));
  if (missing !== undefined)
    throw new UsageError(`required argument ${shown(missing)} not provided`);
  if (given.length > names.length) {
    throw new UsageError(`unexpected argument ${JSON.stringify(given[names.length])}`);
  }
}

function shown(name: string): string {
  return name.endsWith('?') ? `[<${bare(name)}>]` : `<${name}>`;
}

function bare(name: string): string {
  return name.replace('?', '');
}
