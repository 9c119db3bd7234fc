/** Asks on the terminal: on stderr, since stdout is for what a command found. */
import { checkbox, confirm, input, select } from '@inquirer/prompts';
import { NatsxError } from '../../base/errors.ts';
import type { Prompter } from '../../nsc/prompter.ts';

const context = { output: process.stderr };

export const inquirerPrompter: Prompter = {
  text: (message, { byDefault, complaint } = {}) =>
    answerOf(
      input(
        {
          message,
          ...(byDefault === undefined ? {} : { default: byDefault }),
          validate: async (answer) => (await complaint?.(answer)) ?? true,
        },
        context,
      ),
    ),
  confirm: (message, byDefault) => answerOf(confirm({ message, default: byDefault }, context)),
  select: (message, choices, byDefault) =>
    answerOf(
      select(
        {
          message,
          choices: choices.map((name) => ({ name, value: name })),
          ...(byDefault === undefined ? {} : { default: byDefault }),
        },
        context,
      ),
    ),
  selectMany: (message, choices) =>
    answerOf(
      checkbox({ message, choices: choices.map((name) => ({ name, value: name })) }, context),
    ),
};

/** Ctrl-C ends the questions, and with them the command, which has changed nothing yet. */
async function answerOf<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'ExitPromptError') throw cause;
    throw new NatsxError('ERR_INTERRUPTED', 'interrupted: nothing was changed', { cause });
  }
}
