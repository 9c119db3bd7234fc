/** Asks on the terminal: on stderr, since stdout is for what a command found. */
import { NatsxError } from '../../base/errors.ts';
import type { Prompter } from '../../nsc/prompter.ts';

const context = { output: process.stderr };

/** Loaded with the first question: it takes longer than most commands. */
const questions = () => import('@inquirer/prompts');

export const inquirerPrompter: Prompter = {
  text: async (message, { byDefault, complaint } = {}) => {
    const { input } = await questions();
    const validate = async (answer: string) => (await complaint?.(answer)) ?? true;
    return answerOf(input({ message, ...defaultOf(byDefault), validate }, context));
  },
  confirm: async (message, byDefault) => {
    const { confirm } = await questions();
    return answerOf(confirm({ message, default: byDefault }, context));
  },
  select: async (message, choices, byDefault) => {
    const { select } = await questions();
    const shown = choices.map((name) => ({ name, value: name }));
    return answerOf(select({ message, choices: shown, ...defaultOf(byDefault) }, context));
  },
  selectMany: async (message, choices) => {
    const { checkbox } = await questions();
    const shown = choices.map((name) => ({ name, value: name }));
    return answerOf(checkbox({ message, choices: shown }, context));
  },
};

function defaultOf<T>(value: T | undefined): { default?: T } {
  return value === undefined ? {} : { default: value };
}

/** Ctrl-C ends the questions, and with them the command, which has changed nothing yet. */
async function answerOf<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'ExitPromptError') throw cause;
    throw new NatsxError('ERR_INTERRUPTED', 'interrupted: nothing was changed', { cause });
  }
}
