#!/usr/bin/env node
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// Node 22.1 and later: what was compiled once is not compiled again.
module.enableCompileCache?.();
const [{ nscProcessSurroundings }, { nsc }] = await Promise.all([
  import('../dist/cli/nsc/process-surroundings.js'),
  import('../dist/cli/nsc/program.js'),
]);

const code = await nsc(process.argv.slice(2), nscProcessSurroundings(), {
  commands: fileURLToPath(new URL('../dist/commands/nsc', import.meta.url)),
  extension: '.js',
  help: async (words) => {
    const { execute } = await import('@oclif/core');
    await execute({ args: ['help', 'nsc', ...words], dir: import.meta.url });
  },
});
// All output has been written by now.
process.exit(code);
