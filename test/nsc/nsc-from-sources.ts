// The program nsc, run from the sources: `node --import tsx test/nsc/nsc-from-sources.ts add account A`.
import { nscProcessSurroundings } from '../../src/cli/nsc/process-surroundings.ts';
import { nsc } from '../../src/cli/nsc/program.ts';
import { natsxFiles } from '../../src/cli/program-files.ts';

process.exit(await nsc(process.argv.slice(2), nscProcessSurroundings(), natsxFiles));
