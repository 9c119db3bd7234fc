/** The program `nsc`: finds the command, loads it alone, and runs it. */
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { VERSION } from '../../base/version.ts';
import type { NscCommand } from './command.ts';
import { findCommand } from './find-command.ts';
import type { NscSurroundings } from './surroundings.ts';

export interface NscProgram {
  /** Where the commands are, and how their files end. */
  readonly commands: string;
  readonly extension: '.js' | '.ts';
  /** Shows the help of these words: oclif's, which is loaded for nothing else. */
  help(words: readonly string[]): Promise<void>;
}

/** Runs nsc on a command line; resolves with the exit code. */
export async function nsc(
  argv: readonly string[],
  io: NscSurroundings,
  program: NscProgram,
): Promise<number> {
  const { commands, extension } = program;
  if (argv[0] === '__complete' || argv[0] === '__completeNoDesc') {
    const { complete } = await import('./complete.ts');
    return complete(argv.slice(1), argv[0] === '__complete', io, program);
  }
  const found = findCommand(argv, commands, extension);
  const wantsHelp = found.argv.some((word) => word === '--help' || word === '-h');
  if (found.words.length === 0 && ['-v', '--version'].includes(found.argv[0] ?? '')) {
    await io.stdout.write(`nsc version ${VERSION}\n`);
    return 0;
  }
  if (found.argv[0] === 'help' && found.path === undefined) {
    await program.help(found.argv.slice(1));
    return 0;
  }
  if (wantsHelp || (found.path === undefined && found.argv.length === 0)) {
    await program.help(found.words);
    return 0;
  }
  if (found.path === undefined) {
    const name = ['nsc', ...found.words].join(' ');
    const known = readdirSync([commands, ...found.words].join('/')).map((file) =>
      file.replace(/\..*/, ''),
    );
    const list = Array.from(new Set(known)).sort().join(', ');
    const text = `Error: unknown command "${found.argv[0]}" for "${name}"\nRun '${name} --help' for usage.\n`;
    await io.stderr.write(`${text}  known are ${list}\n`);
    return 2;
  }
  const module = (await import(pathToFileURL(`${found.path}${extension}`).href)) as {
    default: NscCommand;
  };
  const command = module.default;
  command.id = ['nsc', ...found.words].join(':');
  return command.execute(found.argv, io);
}
