import { homedir } from 'node:os';
import { processSurroundings } from '../process-surroundings.ts';
import type { NscSurroundings } from './surroundings.ts';

/** This process, as nsc sees it. */
export function nscProcessSurroundings(): NscSurroundings {
  // Not a copy: that would open stderr, which most runs don't need.
  return Object.assign(processSurroundings(), {
    env: process.env,
    home: homedir(),
    currentDirectory: process.cwd(),
    prompter: async () => (await import('./inquirer-prompter.ts')).inquirerPrompter,
  });
}
