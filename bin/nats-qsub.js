#!/usr/bin/env node
import { main } from '../dist/cli/main.js';
import { natsQsub } from '../dist/cli/nats-sub.js';

await main(natsQsub);
