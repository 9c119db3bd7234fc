/** Questions of single commands to whoever sits before the terminal. */
import { NatsxError } from '../base/errors.ts';
import type { Surroundings } from './surroundings.ts';

/** Whether the user says yes. Throws where nobody can be asked, naming the `flag` that goes without. */
export async function confirmed(
  question: string,
  flag: string,
  io: Surroundings,
): Promise<boolean> {
  if (!isAttended(io)) throw unattended(`could not obtain confirmation: use ${flag}`);
  const { confirm } = await import('@inquirer/prompts');
  return answerOf(confirm({ message: question, default: false }, { output: process.stderr }));
}

/** The choice of the user. Throws where nobody can be asked. */
export async function chosen(
  question: string,
  choices: readonly string[],
  io: Surroundings,
): Promise<string> {
  if (!isAttended(io)) throw unattended('nobody can be asked here: name it');
  const { select } = await import('@inquirer/prompts');
  const named = choices.map((name) => ({ name, value: name }));
  return answerOf(select({ message: question, choices: named }, { output: process.stderr }));
}

function isAttended(io: Surroundings): boolean {
  return io.stderr.isTerminal === true && process.stdin.isTTY;
}

function unattended(message: string): NatsxError {
  return new NatsxError('ERR_USAGE', message);
}

async function answerOf<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'ExitPromptError') throw cause;
    throw new NatsxError('ERR_INTERRUPTED', 'interrupted: nothing was changed', { cause });
  }
}
