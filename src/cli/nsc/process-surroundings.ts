import { isatty } from 'node:tty';
import { processSurroundings } from '../process-surroundings.ts';
import type { NscSurroundings } from './surroundings.ts';

/** This process, as nsc sees it. */
export function nscProcessSurroundings(): NscSurroundings {
  // Not a copy: that would open stderr, which most runs don't need.
  return Object.assign(processSurroundings(), {
    isAttended: isatty(0),
    prompter: async () => (await import('./inquirer-prompter.ts')).inquirerPrompter,
  });
}
