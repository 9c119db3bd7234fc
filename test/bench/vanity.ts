// How many keys a second a vanity search tries, ours and Go nk's: `node --import tsx/esm test/bench/vanity.ts [attempts]`.
// The prefix can't be found in time, so that both make all their attempts. Go's nk draws a spinner at each one; that is
// part of its rate, and goes to /dev/null.
import { spawnSync } from 'node:child_process';
import { nkeys } from '../../src/index.ts';
import { VanityKernel } from '../../src/nkeys/vanity-kernel.ts';
import { findPeer } from '../support/peers.ts';

const PREFIX = 'A'.repeat(12);
const attempts = Number(process.argv[2] ?? 500_000);

report('natsx, one core, kernel alone', await kernelSeconds());
report('natsx, all cores', await searchSeconds());
const go = findPeer('nk');
if (go === undefined) console.log('no Go nk on the PATH to compare with');
else report('Go nk, all cores', goSeconds(go.path));

function report(what: string, seconds: number): void {
  console.log(
    `${what}: ${Math.round(attempts / seconds)} keys/s (${attempts} in ${seconds.toFixed(2)} s)`,
  );
}

async function kernelSeconds(): Promise<number> {
  const kernel = await VanityKernel.load();
  if (kernel === undefined) throw new Error('npm run build makes the kernel');
  return seconds(() => {
    for (let tried = 0; tried < attempts; tried += kernel.batch) kernel.derive(kernel.batch, false);
  });
}

async function searchSeconds(): Promise<number> {
  const wish = new nkeys.VanityPrefix('user', PREFIX);
  return seconds(() => new nkeys.VanitySearch(wish, { maxAttempts: attempts }).result);
}

function goSeconds(path: string): number {
  const start = performance.now();
  const argv = ['-gen', 'user', '-pre', PREFIX, '-maxpre', String(attempts)];
  const { error } = spawnSync(path, argv, { stdio: 'ignore' });
  if (error) throw error;
  return (performance.now() - start) / 1000;
}

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
