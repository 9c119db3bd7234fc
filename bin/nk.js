#!/usr/bin/env node
import { processSurroundings } from '../dist/cli/main.js';
import { nk } from '../dist/cli/nk/program.js';

process.exitCode = await nk(process.argv.slice(2), processSurroundings());
