import { nscCommand } from '../../../cli/nsc/command.ts';

import { listOperators } from '../../../nsc/list.ts';

export default nscCommand({
  summary: 'List operators',
  examples: ['list operators', 'list operators --json'],
  aliases: ['list operator'],
  flags: {},
  run: ({ look }) => look((workspace) => listOperators(workspace)),
});
