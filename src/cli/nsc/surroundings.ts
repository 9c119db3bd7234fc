import type { Prompter } from '../../nsc/prompter.ts';
import type { Surroundings } from '../surroundings.ts';

/** What nsc sees of the process it runs in, beside what every program does. */
export interface NscSurroundings extends Surroundings {
  /** Whether somebody sits at a terminal who could be asked. */
  readonly isAttended: boolean;
  /** Whoever runs nsc; loaded only for those who are to be asked. */
  prompter(): Promise<Prompter>;
}
