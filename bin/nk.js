#!/usr/bin/env node
import { processSurroundings } from '../dist/cli/process-surroundings.js';
import { nk } from '../dist/cli/nk/program.js';

// All output has been written by now.
process.exit(await nk(process.argv.slice(2), processSurroundings()));
