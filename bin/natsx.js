#!/usr/bin/env node
// Until `natsx server start` is loaded and takes its signals, Node must not open its debugger for one of them.
if (process.argv[2]?.startsWith('server')) process.on('SIGUSR1', () => undefined);
const { execute } = await import('@oclif/core');

await execute({ dir: import.meta.url });
