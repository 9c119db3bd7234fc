/**
 * A command of nsc: its flags, and what it does. The same object is an oclif command (`natsx nsc add user`) and what the
 * program `nsc` runs, which does not load oclif and so starts in half the time.
 */
import { NatsxError } from '../../base/errors.ts';
import { refuseOldKeystore, refuseOldStore } from '../../nsc/refuse-old.ts';
import type { Result } from '../../nsc/result.ts';
import { change, lookAt } from '../../nsc/store/change.ts';
import type { Workspace } from '../../nsc/store/workspace.ts';
import type { Prompter } from '../../nsc/prompter.ts';
import { exitCodeOf } from '../exit-codes.ts';
import type { FlagTable, FlagValues } from './flag-table.ts';
import { oclifFlags } from './oclif-flags.ts';
import { FlagError, parseFlags } from './parse-flags.ts';
import { printResult, type Printable } from './print-result.ts';
import { nscProcessSurroundings } from './process-surroundings.ts';
import { globalFlags } from './shared-flags.ts';
import { storeSurroundings, type Places } from './store-surroundings.ts';
import type { NscSurroundings } from './surroundings.ts';

export interface CommandDefinition<T extends FlagTable> {
  readonly summary: string;
  readonly description?: string;
  readonly examples: readonly string[];
  readonly flags: T;
  /** What stands for an argument: of the first the name, if the flag of that name is not given. */
  readonly args?: Readonly<Record<string, string>>;
  /** How many more arguments may come. */
  readonly takesMore?: boolean;
  readonly aliases?: readonly string[];
  readonly isHidden?: boolean;
  /** Whether it works on keystores of another layout, and stores of another version. */
  readonly isForAnyStore?: boolean;
  /** Whether it asks for its values with `--interactive`. */
  readonly asks?: boolean;
  run(call: Call<T>): Promise<Printable> | Printable;
}

type AllFlags<T extends FlagTable> = FlagValues<T> & FlagValues<typeof globalFlags>;

/** One run of a command. */
interface Call<T extends FlagTable> {
  readonly flags: AllFlags<T>;
  readonly args: readonly string[];
  readonly io: NscSurroundings;
  /** Reads; from other directories if `places` names them. */
  readonly look: <R>(
    action: (workspace: Workspace) => R | Promise<R>,
    places?: Places,
  ) => Promise<R>;
  /** Changes; what `action` did happens as a whole. */
  readonly change: <R extends Result>(
    action: (workspace: Workspace) => R | Promise<R>,
    options?: { readonly storeRoot?: string | undefined },
  ) => Promise<R>;
  /**
   * What is asked of whoever runs the command with `--interactive`; `input`, what the command line says, is the answer to
   * begin with, and all of it otherwise. Others may change the store meanwhile: whoever thinks holds no lock.
   */
  readonly ask: <I>(
    input: I,
    questions: () => Promise<Questions<NoInfer<I>>>,
    /** Whether it asks without `--interactive`, too, if somebody is there. */
    options?: { readonly byItself?: boolean },
  ) => Promise<I>;
  /** Who runs the command, for those that ask by themselves; undefined if nobody sits there. */
  readonly person: () => Promise<Prompter | undefined>;
}

/** A file of `nsc/ask/`, which is loaded for those alone who are asked. */
interface Questions<I> {
  readonly ask: (workspace: Workspace, input: I, prompter: Prompter) => Promise<I>;
}

/** What oclif wants of a command, and what the program `nsc` runs. */
export interface NscCommand {
  id: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly examples: readonly string[];
  readonly flags: object;
  readonly args: object;
  readonly aliases: readonly string[];
  readonly hidden: boolean;
  readonly strict: boolean;
  run(argv: readonly string[]): Promise<void>;
  execute(argv: readonly string[], io: NscSurroundings): Promise<number>;
}

export function nscCommand<const T extends FlagTable>(
  definition: CommandDefinition<T>,
): NscCommand {
  const { summary, description, examples, aliases = [], isHidden = false, args = {} } = definition;
  const command: NscCommand = {
    id: '',
    summary,
    description,
    examples: examples.map((example) => `<%= config.bin %> nsc ${example}`),
    flags: oclifFlags({ ...definition.flags, ...globalFlags }),
    args: Object.fromEntries(
      Object.entries(args).map(([name, text]) => [
        name,
        { name, description: text, required: false },
      ]),
    ),
    aliases: aliases.map((alias) => `nsc ${alias}`),
    hidden: isHidden,
    strict: definition.takesMore !== true,
    execute: (argv, io) => execute(definition, command.id, argv, io),
    run: async (argv) => {
      process.exitCode = await command.execute(argv, nscProcessSurroundings());
    },
  };
  return command;
}

async function execute<T extends FlagTable>(
  definition: CommandDefinition<T>,
  id: string,
  argv: readonly string[],
  io: NscSurroundings,
): Promise<number> {
  let isJson = argv.some((word) => word === '--json');
  try {
    const table: T & typeof globalFlags = { ...globalFlags, ...definition.flags };
    const line = parseFlags(table, argv);
    const flags = line.flags as AllFlags<T>; // The table is both tables.
    isJson = flags.json === true;
    const { args, warnings } = line;
    refuseSurplus(definition, args);
    for (const warning of isJson ? [] : warnings) await io.stderr.write(`${warning}\n`);
    if (flags.interactive === true && definition.asks !== true) {
      throw new FlagError('this command asks nothing: name its values by flags');
    }
    const call = callOf(definition, id, flags, args, io);
    return await printResult(await definition.run(call), { isJson }, io);
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    await printError(error, isJson, io);
    return exitCodeOf(error);
  }
}

function callOf<T extends FlagTable>(
  definition: CommandDefinition<T>,
  id: string,
  flags: AllFlags<T>,
  args: readonly string[],
  io: NscSurroundings,
): Call<T> {
  const surroundings = storeSurroundings(flags, io);
  const command = `nsc ${id.replace(/^nsc:?/, '').replaceAll(':', ' ')}`.trim();
  const check = (workspace: Workspace) => {
    if (definition.isForAnyStore !== true) {
      refuseOldStore(workspace);
      refuseOldKeystore(workspace);
    }
    return workspace;
  };
  const look: Call<T>['look'] = async (action, places) =>
    action(check(await lookAt(storeSurroundings(flags, io, places))));
  return {
    flags,
    args,
    io,
    look,
    change: (action, options = {}) =>
      change(surroundings, { command, ...options }, (workspace) => action(check(workspace))),
    ask: async (input, questions, { byItself = false } = {}) => {
      if (flags.interactive !== true && !(byItself && io.isAttended)) return input;
      if (!io.isAttended) throw new FlagError(UNATTENDED);
      const [{ ask }, prompter] = await Promise.all([questions(), io.prompter()]);
      return look((workspace) => ask(workspace, input, prompter));
    },
    person: async () => (io.isAttended ? io.prompter() : undefined),
  };
}

const UNATTENDED = '--interactive asks on a terminal, and there is none: name the values by flags';

function refuseSurplus<T extends FlagTable>(
  { args = {}, takesMore }: CommandDefinition<T>,
  given: readonly string[],
): void {
  const most = Object.keys(args).length;
  if (takesMore === true || given.length <= most) return;
  throw new FlagError(`accepts at most ${most} arg(s), received ${given.length}`);
}

async function printError(error: NatsxError, isJson: boolean, io: NscSurroundings): Promise<void> {
  const { code, message, suggestions } = error;
  if (isJson) {
    const shown = { code, message, ...(suggestions.length === 0 ? {} : { suggestions }) };
    await io.stdout.write(`${JSON.stringify({ error: shown }, undefined, 1)}\n`);
    return;
  }
  const lines = [`Error: ${message}`, ...suggestions.map((text) => `  ${text}`)];
  await io.stderr.write(`${lines.join('\n')}\n`);
}
