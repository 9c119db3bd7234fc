#!/usr/bin/env node
import { main } from '../dist/cli/main.js';
import { natsRply } from '../dist/cli/nats-rply.js';

await main(natsRply);
