import { nscProcessSurroundings } from '../nsc/process-surroundings.ts';
import { nsc } from '../nsc/program.ts';
import { natsxFiles } from '../program-files.ts';

// All output has been written by then.
process.exit(await nsc(process.argv.slice(2), nscProcessSurroundings(), natsxFiles));
