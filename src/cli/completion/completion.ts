/**
 * What may come next on a command line, as the shell asks for it: `natsx __complete server li` prints a candidate a
 * line, a tab and what it is, and last how to go on, `:4`. That is how programs with cobra speak to their shells, so
 * scripts of Go's nsc work with ours, too. No command is loaded for it.
 */
import type { Output } from '../surroundings.ts';

/** What the shell is to do beside offering the candidates; cobra's numbers. */
export const ANY_FILE = 0;
export const NO_FILE = 4;
export const ONLY_FOLDERS = 16;

export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly directive: number;
}

/** Nothing to offer, and no file either. */
export const NOTHING: Completion = { candidates: [], directive: NO_FILE };

/** Prints those candidates that begin as the word does. */
export async function printCompletion(
  { candidates, directive }: Completion,
  current: string,
  hasDescriptions: boolean,
  stdout: Output,
): Promise<number> {
  const lines = candidates
    .filter(({ value }) => value.startsWith(current))
    .map(({ value, description = '' }) =>
      hasDescriptions && description !== '' ? `${value}\t${description}` : value,
    );
  await stdout.write(`${[...lines, `:${directive}`].join('\n')}\n`);
  return 0;
}
