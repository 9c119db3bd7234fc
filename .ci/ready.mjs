// Makes the checkout ready to run: installs what package-lock.json names and builds dist/, each only when its inputs
// have changed. Needs nothing but Node and npm; `npm start` and `npm test` begin with it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

once(
  'node_modules/.natsx-installed',
  ['package.json', 'package-lock.json'],
  ['ci', '--no-audit', '--no-fund'],
);
once(
  'dist/.natsx-built',
  ['package.json', 'package-lock.json', 'tsconfig.json', '.ci', 'src'],
  ['run', '--silent', 'build'],
);

/** Runs npm with `args` unless `stamp` says that it was done for these very inputs. */
function once(stamp, inputs, args) {
  const hash = createHash('sha256').update(process.version);
  for (const input of inputs) add(hash, input);
  const digest = hash.digest('hex');
  const file = join(root, stamp);
  if (existsSync(file) && readFileSync(file, 'utf8') === digest) return;
  // npm's own messages go to stderr, so that stdout stays what the caller asked for.
  const { status, error } = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(file, digest);
}

function add(hash, path) {
  const full = join(root, path);
  let names;
  try {
    names = readdirSync(full, { withFileTypes: true });
  } catch (error) {
    if (error.code !== 'ENOTDIR') throw error;
    hash.update(`${path}\0`).update(readFileSync(full));
    return;
  }
  for (const name of names.map((entry) => entry.name).sort()) add(hash, `${path}/${name}`);
}
