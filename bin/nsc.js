#!/usr/bin/env node
import { execute } from '@oclif/core';

await execute({ args: ['nsc', ...process.argv.slice(2)], dir: import.meta.url });
