import { nk } from '../nk/program.ts';
import { processSurroundings } from '../process-surroundings.ts';

// All output has been written by then.
process.exit(await nk(process.argv.slice(2), processSurroundings()));
