import type { FlagTable } from './flag-table.ts';
import { outputFlag } from './shared-flags.ts';

/** How a diagram is drawn, and where to. */
export const diagramFlags = {
  ...outputFlag,
  mermaid: { type: 'switch', description: 'as text of Mermaid, in place of PlantUML' },
  svg: { type: 'switch', description: 'as SVG' },
  picture: { type: 'switch', description: 'as a picture for the terminal' },
} as const satisfies FlagTable;
