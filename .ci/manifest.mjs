// Writes oclif.manifest.json from dist/commands, and dist/catalog.json from that; with --check, fails when the committed
// manifest differs (it is our snapshot of every command and flag).
import { Plugin } from '@oclif/core';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = fileURLToPath(new URL('../oclif.manifest.json', import.meta.url));
const plugin = new Plugin({
  ignoreManifest: true,
  errorOnManifestCreate: true,
  isRoot: true,
  root,
  type: 'core',
});
await plugin.load();
// They come in the order in which their files were loaded.
const commands = Object.fromEntries(
  Object.entries(plugin.manifest.commands)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    // oclif keeps all that a command has; its program says once more which flags there are.
    .map(([id, { program: _, ...command }]) => [id, command]),
);
const text = `${JSON.stringify({ ...plugin.manifest, commands }, null, 2)}\n`;
const before = read();
if (process.argv.includes('--check')) {
  if (text === before) process.exit(0);
  console.error(
    'oclif.manifest.json is not what the commands say: run `npm run build` and commit it',
  );
  process.exit(1);
}
if (text !== before) writeFileSync(file, text);
const { catalogFromManifest } = await import('../dist/cli/catalog/from-manifest.js');
const { topics } = plugin.pjson.oclif;
writeFileSync(
  fileURLToPath(new URL('../dist/catalog.json', import.meta.url)),
  JSON.stringify(catalogFromManifest({ commands }, topics)),
);

function read() {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
