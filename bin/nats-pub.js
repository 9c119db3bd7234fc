#!/usr/bin/env node
import { main } from '../dist/cli/main.js';
import { natsPub } from '../dist/cli/nats-pub.js';

await main(natsPub);
