#!/usr/bin/env node
import module from 'node:module';

// Until `natsx server start` is loaded and takes its signals, Node must not open its debugger for one of them.
if (process.argv[2]?.startsWith('server')) process.on('SIGUSR1', () => undefined);
// Node 22.1 and later: what was compiled once is not compiled again.
module.enableCompileCache?.();
await import('../dist/programs/natsx.js');
