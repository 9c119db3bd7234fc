import { nscCommand } from '../../../../cli/nsc/command.ts';
import { diagramFlags } from '../../../../cli/nsc/diagram-flags.ts';
import { generateObjectDiagram } from '../../../../nsc/generate-diagram.ts';

export default nscCommand({
  summary: 'Generate a diagram of the operator, its accounts and their users',
  examples: [
    'generate diagram object --users --picture',
    'generate diagram object --users --show-keys --detail --output-file store.puml',
  ],
  flags: {
    detail: {
      type: 'switch',
      description: 'with values that are empty or unlimited; PlantUML only',
    },
    showKeys: { type: 'switch', description: 'with public keys' },
    users: { type: 'switch', description: 'with users' },
    ...diagramFlags,
  },
  run: ({ flags, look, io }) => {
    const input = { ...flags, isAscii: io.isAscii === true };
    return look((workspace) => generateObjectDiagram(workspace, input));
  },
});
