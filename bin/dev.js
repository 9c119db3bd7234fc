#!/usr/bin/env -S node --import tsx
// `natsx` run from src/. oclif would trust oclif.manifest.json and dist/, and both may be stale while you work.
import { Config, Plugin, flush, handle, run, settings } from '@oclif/core';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

settings.enableAutoTranspile = false;
const root = fileURLToPath(new URL('..', import.meta.url));
const pjson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url)));
pjson.oclif.commands = './src/commands';
const plugin = new Plugin({ ignoreManifest: true, isRoot: true, pjson, root, type: 'core' });
await plugin.load();
const config = new Config({ plugins: new Map([[plugin.name, plugin]]), pjson, root });
await config.load();
await run(process.argv.slice(2), config)
  .then(() => flush())
  .catch(handle);
