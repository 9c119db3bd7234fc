#!/usr/bin/env node
import { main } from '../dist/cli/main.js';
import { natsSub } from '../dist/cli/nats-sub.js';

await main(natsSub);
