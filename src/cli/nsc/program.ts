/** The program `nsc`: finds the command, loads it alone, and runs it. */
import { VERSION } from '../../base/version.ts';
import type { ProgramFiles } from '../program-files.ts';
import type { NscCommand } from './command.ts';
import { findCommand, type FoundCommand } from './find-command.ts';
import type { NscSurroundings } from './surroundings.ts';

/** Runs nsc on a command line; resolves with the exit code. */
export async function nsc(
  argv: readonly string[],
  io: NscSurroundings,
  program: ProgramFiles,
): Promise<number> {
  if (argv[0] === '__complete' || argv[0] === '__completeNoDesc') {
    const { completeNsc } = await import('./complete.ts');
    return completeNsc(argv.slice(1), argv[0] === '__complete', io, program);
  }
  const found = findCommand(argv, program.commands);
  const wantsHelp = found.argv.some((word) => word === '--help' || word === '-h');
  if (found.words.length === 0 && ['-v', '--version'].includes(found.argv[0] ?? '')) {
    await io.stdout.write(`nsc version ${VERSION}\n`);
    return 0;
  }
  const isHelp = found.argv[0] === 'help' && found.name === undefined;
  if (isHelp || wantsHelp || (found.name === undefined && found.argv.length === 0)) {
    return help(isHelp ? found.argv.slice(1) : found.words, io, program);
  }
  if (found.name === undefined) return refuse(found, io, program);
  const module = await program.commands.load(found.name);
  const command = module.default as NscCommand; // There are no others below nsc.
  command.id = ['nsc', ...found.words].join(':');
  return command.execute(found.argv, io);
}

async function help(
  asked: readonly string[],
  io: NscSurroundings,
  { commands, catalog }: ProgramFiles,
): Promise<number> {
  const { words, argv } = findCommand(asked, commands);
  const { printHelp } = await import('../help/help.ts');
  return printHelp(['nsc', ...words, ...argv], 'nsc', await catalog(), io);
}

/** Says what is no command, in the words of the original, and what there is. */
async function refuse(
  { words, argv }: FoundCommand,
  io: NscSurroundings,
  { commands }: ProgramFiles,
): Promise<number> {
  const { didYouMean, nearest } = await import('../nearest.ts');
  const name = ['nsc', ...words].join(' ');
  const known = commands.below(name);
  const lines = [
    `Error: unknown command "${argv[0]}" for "${name}"`,
    ...didYouMean(nearest(argv[0]!, known).map((word) => `${name} ${word}`)).map(
      (text) => `  ${text}`,
    ),
    `Run '${name} --help' for usage.`,
    `  known are ${known.join(', ')}`,
  ];
  await io.stderr.write(`${lines.join('\n')}\n`);
  return 2;
}
