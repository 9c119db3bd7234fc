#!/usr/bin/env node
// The broker with nats-server's own command line. No oclif: it starts fast, and its pid is the broker's.
import { CaughtSignals } from '../dist/cli/caught-signals.js';

// Before the rest is loaded, which takes a while.
const signals = new CaughtSignals((signal, caught) => process.on(signal, caught));
const { runServerProcess } = await import('../dist/cli/server-process.js');

process.exit(await runServerProcess(process.argv.slice(2), signals));
