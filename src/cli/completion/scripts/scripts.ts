import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { powershellScript } from './powershell.ts';
import type { Completed } from './programs.ts';
import { zshScript } from './zsh.ts';

/** The script that makes a shell ask a program what may come next. */
export const SCRIPTS: ReadonlyMap<string, (completed: Completed) => string> = new Map([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
  ['powershell', powershellScript],
]);
