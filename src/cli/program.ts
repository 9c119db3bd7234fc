/**
 * A small program with Go-style flags, the same whether it runs by its own name (`nats-pub`, which mirrors a Go tool)
 * or as a command (`natsx pub`).
 */
import { NatsxError } from '../base/errors.ts';
import { exitCodeOf } from './exit-codes.ts';
import { GoFlagError, parseGoFlags, type GoCommandLine, type GoFlagTable } from './go-flags.ts';
import { usageText } from './go-usage.ts';
import type { Surroundings } from './surroundings.ts';

export interface Program<T extends GoFlagTable> {
  /** As it is called: `nats-pub`, `natsx pub`. */
  readonly name: string;
  /** What the usage line shows after the name. */
  readonly usage: string;
  readonly flags: T;
  /** Whose exit codes it has: the Go tool's, or those of all natsx commands. */
  readonly exitCodes: 'original' | 'natsx';
  /** Resolves with the exit code. */
  run(line: GoCommandLine<T>, io: Surroundings): Promise<number>;
}

/** The command line lacks an argument, has one too many, or names what there is not. */
export class UsageError extends NatsxError {
  constructor(message: string, suggestions: readonly string[] = []) {
    super('ERR_USAGE', message, { suggestions });
  }
}

/** The arguments, if there are as many as `names`. */
export function takeArguments<const N extends readonly string[]>(
  args: readonly string[],
  names: N,
): { [K in keyof N]: string } {
  if (args.length !== names.length) {
    throw new UsageError(`expected ${names.join(' ')}, got ${args.length} argument(s)`);
  }
  return args as unknown as { [K in keyof N]: string }; // The lengths are equal.
}

/** Runs `program` on a command line; what it throws becomes lines on stderr and the exit code. */
export async function execute<T extends GoFlagTable>(
  program: Program<T>,
  argv: readonly string[],
  io: Surroundings,
): Promise<number> {
  try {
    return await program.run(parseGoFlags(program.flags, argv), io);
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    await io.stderr.write(errorText(program, error));
    return program.exitCodes === 'natsx' ? exitCodeOf(error) : originalExitCode(error);
  }
}

function errorText<T extends GoFlagTable>(program: Program<T>, error: NatsxError): string {
  const isAboutUsage = error instanceof GoFlagError || error instanceof UsageError;
  const lines = [error.message, ...error.suggestions.map((suggestion) => `  ${suggestion}`)];
  const text = `${lines.join('\n')}\n`;
  if (!isAboutUsage) return text;
  const usage = usageText(program);
  if (error instanceof GoFlagError && error.help) return usage;
  if (program.exitCodes === 'natsx') return `${text}See ${program.name} --help\n`;
  // The Go tools show nothing but their usage for a wrong number of arguments.
  return error instanceof UsageError ? usage : text + usage;
}

/** Go's flag package exits with 2, log.Fatal and the tools' own usage with 1. */
function originalExitCode(error: NatsxError): number {
  if (error instanceof GoFlagError) return error.help ? 0 : 2;
  return 1;
}
