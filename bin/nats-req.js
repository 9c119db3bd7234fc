#!/usr/bin/env node
import { main } from '../dist/cli/main.js';
import { natsReq } from '../dist/cli/nats-req.js';

await main(natsReq);
