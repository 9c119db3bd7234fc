#!/usr/bin/env node
// The broker with nats-server's own command line. No oclif: it starts fast, and its pid is the broker's.
import { runServerProcess } from '../dist/cli/server-process.js';

process.exit(await runServerProcess(process.argv.slice(2)));
