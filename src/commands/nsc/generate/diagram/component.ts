import { nscCommand } from '../../../../cli/nsc/command.ts';
import { diagramFlags } from '../../../../cli/nsc/diagram-flags.ts';
import { generateComponentDiagram } from '../../../../nsc/generate-diagram.ts';

export default nscCommand({
  summary: 'Generate a diagram of the accounts: what they export, and who imports it',
  examples: [
    'generate diagram component --picture',
    'generate diagram component --output-file accounts.puml',
    'generate diagram component --svg --output-file accounts.svg',
  ],
  flags: {
    detail: { type: 'switch', description: 'with descriptions; PlantUML only' },
    ...diagramFlags,
  },
  run: ({ flags, look, io }) => {
    const input = { ...flags, isAscii: io.isAscii === true };
    return look((workspace) => generateComponentDiagram(workspace, input));
  },
});
