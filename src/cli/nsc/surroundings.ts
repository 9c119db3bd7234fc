import type { Prompter } from '../../nsc/prompter.ts';
import type { Surroundings } from '../surroundings.ts';

/** What nsc sees of the process it runs in, beside what every program does. */
export interface NscSurroundings extends Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly currentDirectory: string;
  /** Whoever runs nsc; loaded only for those who are to be asked. */
  prompter(): Promise<Prompter>;
}
