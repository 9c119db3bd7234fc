#!/usr/bin/env node
import { main } from '../dist/cli/main.js';
import { natsPing } from '../dist/cli/system/ping.js';

await main(natsPing);
