import { nscCommand } from '../../cli/nsc/command.ts';
import { showHistory } from '../../nsc/history-of-store.ts';

export default nscCommand({
  summary: 'Show the latest changes of the stores',
  description: 'The history is kept outside the stores, below XDG_STATE_HOME, and holds no seeds.',
  examples: ['history', 'history --limit 100 --json'],
  flags: {
    limit: { type: 'integer', short: 'n', value: 'n', default: 20, description: 'how many' },
  },
  run: ({ flags, look }) => look((workspace) => showHistory(workspace, flags)),
});
