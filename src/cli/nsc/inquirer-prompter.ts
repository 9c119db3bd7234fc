/** Asks on the terminal. */
import { checkbox, confirm, input, select } from '@inquirer/prompts';
import type { Prompter } from '../../nsc/prompter.ts';

export const inquirerPrompter: Prompter = {
  text: (message, { byDefault, complaint } = {}) =>
    input({
      message,
      ...(byDefault === undefined ? {} : { default: byDefault }),
      validate: (answer) => complaint?.(answer) ?? true,
    }),
  confirm: (message, byDefault) => confirm({ message, default: byDefault }),
  select: (message, choices, byDefault) =>
    select({
      message,
      choices: choices.map((name) => ({ name, value: name })),
      ...(byDefault === undefined ? {} : { default: byDefault }),
    }),
  selectMany: (message, choices) =>
    checkbox({ message, choices: choices.map((name) => ({ name, value: name })) }),
};
