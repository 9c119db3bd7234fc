import { fileURLToPath } from 'node:url';
import { commandFolder } from './command-files.ts';

/** The commands where they were compiled or written. `.ci/bundle.mjs` puts a table in the place of this file. */
export const ourCommands = commandFolder(
  fileURLToPath(new URL('../commands', import.meta.url)),
  import.meta.url.endsWith('.ts') ? '.ts' : '.js',
);
