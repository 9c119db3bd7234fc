#!/usr/bin/env node
import { CaughtSignals } from '../dist/cli/caught-signals.js';

// Before the rest is loaded, which takes a while.
const signals = new CaughtSignals((signal, caught) => process.on(signal, caught));
const { runAccountServerProcess } = await import('../dist/cli/account-server/process.js');

process.exit(await runAccountServerProcess(process.argv.slice(2), signals));
