// The program nsc, run from the sources: `node --import tsx test/nsc/nsc-from-sources.ts add account A`.
import { fileURLToPath } from 'node:url';
import { nscProcessSurroundings } from '../../src/cli/nsc/process-surroundings.ts';
import { nsc } from '../../src/cli/nsc/program.ts';

const code = await nsc(process.argv.slice(2), nscProcessSurroundings(), {
  commands: fileURLToPath(new URL('../../src/commands/nsc', import.meta.url)),
  extension: '.ts',
  help: () => Promise.reject(new Error('there is no help from the sources')),
});
process.exit(code);
