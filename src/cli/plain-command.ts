/**
 * A command as a plain object: oclif reads of it what stands in the manifest, and the program natsx runs it without
 * oclif, which takes longer to load than most commands take to run.
 */
import type { GoFlagTable } from './go-flags.ts';
import { oclifFlags, type OclifFlag } from './oclif-flags.ts';
import { nscProcessSurroundings } from './nsc/process-surroundings.ts';
import type { Surroundings } from './surroundings.ts';

interface ShownExample {
  readonly description?: string;
  /** A command line without `natsx`. */
  readonly command: string;
}

interface Definition<T extends GoFlagTable> {
  readonly summary: string;
  readonly description?: string | undefined;
  readonly examples: readonly (string | ShownExample)[];
  /** Its arguments in order, with what they are for; a `?` after the name: it may be left out. */
  readonly args?: Readonly<Record<string, string>>;
  /** Whether more arguments may come. */
  readonly takesMore?: boolean;
  readonly flags: T;
  /** Other names of it. */
  readonly aliases?: readonly string[];
  /** Runs it on the arguments behind its name; resolves with the exit code. */
  execute(argv: readonly string[], io: Surroundings): Promise<number>;
}

export interface PlainCommand {
  id: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly examples: readonly (string | ShownExample)[];
  readonly flags: Readonly<Record<string, OclifFlag>>;
  readonly args: object;
  readonly aliases: readonly string[];
  readonly hidden: boolean;
  readonly strict: boolean;
  execute(argv: readonly string[], io: Surroundings): Promise<number>;
  /** As oclif would: on the arguments of this process, which ends with it. */
  run(argv: readonly string[]): Promise<never>;
}

export function plainCommand<const T extends GoFlagTable>(definition: Definition<T>): PlainCommand {
  const { summary, description, examples, args = {}, aliases = [], flags } = definition;
  return {
    id: '',
    summary,
    description,
    examples: examples.map(asTemplate),
    flags: oclifFlags(flags),
    args: Object.fromEntries(
      Object.entries(args).map(([key, text]) => [
        bareName(key),
        { name: bareName(key), description: text, required: !isOptional(key) },
      ]),
    ),
    aliases,
    hidden: false,
    strict: definition.takesMore !== true,
    execute: (argv, io) => definition.execute(argv, io),
    run: async (argv) => {
      const code = await definition.execute(argv, nscProcessSurroundings());
      // Not by running out of work: a dial that was given up may still hold a socket. All output has been written by now.
      process.exit(code);
    },
  };
}

/** oclif's examples name the program by a template. */
function asTemplate(example: string | ShownExample): string | ShownExample {
  if (typeof example !== 'string') return { ...example, command: templateOf(example.command) };
  return templateOf(example);
}

function templateOf(command: string): string {
  // In a pipe, or behind variables, the program is named where it stands.
  const called = /(^|[|;&(<"] ?)natsx /;
  return called.test(command)
    ? command.replace(called, '$1<%= config.bin %> ')
    : `<%= config.bin %> ${command}`;
}

export function isOptional(argument: string): boolean {
  return argument.endsWith('?');
}

export function bareName(argument: string): string {
  return argument.replace('?', '');
}
