#!/usr/bin/env node
import module from 'node:module';

// Node 22.1 and later: what was compiled once is not compiled again.
module.enableCompileCache?.();
await import('../dist/programs/nk.js');
