/** The one place where the small programs meet their process. */
import type { GoFlagTable } from './go-flags.ts';
import { execute, type Program } from './program.ts';
import { processSurroundings } from './process-surroundings.ts';

/** Runs `program` on this process' command line and exits. */
export async function main<T extends GoFlagTable>(program: Program<T>): Promise<never> {
  const code = await execute(program, process.argv.slice(2), processSurroundings());
  // Not by running out of work: a dial that was given up may still hold a socket. All output has been written by now.
  process.exit(code);
}
