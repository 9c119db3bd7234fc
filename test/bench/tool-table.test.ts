import assert from 'node:assert/strict';
import { toolTable, type Tool } from './tool-table.ts';

describe('the table of tools', () => {
  it('has ours beside Node and the twin', () => {
    const tool = (line: string, of: Tool['of']): Tool => ({ line, file: '', args: [], of });
    const table = toolTable([
      { tool: tool('node -e 0', 'node'), ms: [40, 50] },
      { tool: tool('nk -gen user', 'natsx'), ms: [60, 70, 50] },
      { tool: tool('nk -gen user', 'go'), ms: [5, 4] },
      { tool: tool('natsx help', 'natsx'), ms: [60] },
    ]);
    assert.equal(
      table,
      `| Call | natsx, ms | × \`node -e 0\` | Go, ms |
|---|--:|--:|--:|
| \`node -e 0\` | 40 (45) | 1.00 | |
| \`nk -gen user\` | 50 (60) | 1.25 | 4 (5) |
| \`natsx help\` | 60 (60) | 1.50 |  |
`,
    );
  });
});
