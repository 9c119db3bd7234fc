/**
 * The program `natsx`: finds the command, loads it alone, and runs it. oclif, which takes longer to load than most
 * commands take to run, is there for the few whose flags it reads.
 */
import { NatsxError } from '../../base/errors.ts';
import { VERSION } from '../../base/version.ts';
import type { NscSurroundings } from '../nsc/surroundings.ts';
import type { PlainCommand } from '../plain-command.ts';
import type { ProgramFiles } from '../program-files.ts';
import { findCommand, type FoundCommand } from './find-command.ts';

/** Runs natsx on a command line; resolves with the exit code, undefined if oclif has said it. */
export async function natsx(
  argv: readonly string[],
  io: NscSurroundings,
  program: ProgramFiles,
): Promise<number | undefined> {
  try {
    return await answer(argv, io, program);
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    const lines = [error.message, ...error.suggestions.map((text) => `  ${text}`)];
    await io.stderr.write(`${lines.join('\n')}\n`);
    const { exitCodeOf } = await import('../exit-codes.ts');
    return exitCodeOf(error);
  }
}

async function answer(
  argv: readonly string[],
  io: NscSurroundings,
  program: ProgramFiles,
): Promise<number | undefined> {
  const [first = ''] = argv;
  if (first === '--version' || first === '-v' || first === 'version') {
    const { platform, arch, version } = process;
    await io.stdout.write(`natsx/${VERSION} ${platform}-${arch} node-${version}\n`);
    return 0;
  }
  if (first === '__complete' || first === '__completeNoDesc') {
    const { completeNatsx } = await import('./complete.ts');
    return completeNatsx(argv.slice(1), first === '__complete', io, program);
  }
  if (first === 'nsc' && argv.length > 1) {
    const { nsc } = await import('../nsc/program.ts');
    return nsc(argv.slice(1), io, program);
  }
  const words = first.includes(':') ? [...first.split(':'), ...argv.slice(1)] : argv;
  const found = findCommand(words, program.commands) ?? (await findByAlias(words, program));
  if (found === undefined || (await wantsHelp(found, program))) {
    return help(words, found, io, program);
  }
  const name = found.words.join(' ');
  const module = await program.commands.load(name);
  const command = module.default as PlainCommand | OclifCommand; // There are no others.
  command.id = found.words.join(':');
  return 'execute' in command ? command.execute(found.rest, io) : runByOclif(command, found.rest);
}

/** A command whose flags oclif reads. */
interface OclifCommand {
  id: string;
  run(argv: string[], root: string): Promise<unknown>;
}

async function runByOclif(command: OclifCommand, argv: readonly string[]): Promise<undefined> {
  const { flush, handle } = await import('@oclif/core');
  try {
    await command.run([...argv], import.meta.url);
    await flush();
  } catch (error) {
    await handle(error as Error); // Ends the process.
  }
}

async function findByAlias(
  words: readonly string[],
  program: ProgramFiles,
): Promise<FoundCommand | undefined> {
  if (words.length === 0 || words[0]!.startsWith('-') || words[0] === 'help') return undefined;
  const found = (await program.catalog()).find(words);
  if (found === undefined) return undefined;
  const rest = words.slice(found.length);
  return findCommand([...found.command.name.split(' '), ...rest], program.commands);
}

/** `--help` asks for it, and `-h`, unless the command is a Go tool of its own, which answers that itself. */
async function wantsHelp(
  { words, rest }: FoundCommand,
  { catalog }: ProgramFiles,
): Promise<boolean> {
  const end = rest.indexOf('--');
  const before = end < 0 ? rest : rest.slice(0, end);
  if (before.includes('--help')) return true;
  if (!before.includes('-h')) return false;
  return (await catalog()).command(words.join(' '))?.takesMore === false;
}

async function help(
  argv: readonly string[],
  found: FoundCommand | undefined,
  io: NscSurroundings,
  program: ProgramFiles,
): Promise<number> {
  const { printHelp } = await import('../help/help.ts');
  const asked = argv[0] === 'help' ? argv.slice(1) : argv;
  const words = found?.words ?? asked.filter((word) => !word.startsWith('-'));
  return printHelp(words, 'natsx', await program.catalog(), io);
}
