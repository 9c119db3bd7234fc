import { nscCommand } from '../../cli/nsc/command.ts';
import { FlagError } from '../../cli/nsc/parse-flags.ts';
import { undo } from '../../nsc/history-of-store.ts';

export default nscCommand({
  summary: 'Take back the last change of the stores, or that of a number in the history',
  description:
    'JWTs and creds become what they were. Seeds that were deleted stay so, and servers have to be told: nsc push.',
  examples: ['undo', 'undo 12'],
  args: { number: 'number of the change' },
  flags: {},
  run: ({ args, change }) => {
    const [text] = args;
    if (text !== undefined && !/^\d+$/.test(text)) {
      throw new FlagError(`"${text}" is not the number of a change: nsc history shows them`);
    }
    const number = text === undefined ? undefined : Number(text);
    return change((workspace) => undo(workspace, { number }));
  },
});
