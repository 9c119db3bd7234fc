import { nscProcessSurroundings } from '../nsc/process-surroundings.ts';
import { natsxFiles } from '../program-files.ts';
import { natsx } from './program.ts';

/** Runs natsx on the arguments of this process, and ends that. */
export async function runNatsxProcess(): Promise<void> {
  const code = await natsx(process.argv.slice(2), nscProcessSurroundings(), natsxFiles);
  // Not by running out of work: a dial that was given up may still hold a socket. All output has been written by now.
  if (code !== undefined) process.exit(code);
}
