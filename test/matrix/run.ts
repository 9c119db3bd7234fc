// npm run test:matrix: turns its flags into the variables that the tests read, and runs them.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `Runs clusters of natsx and nats-server, in every order, through all that they must do. It takes a quarter of an hour.
nats-server before 2.10 ("old") and from 2.10 on ("current") are found on the PATH; NATS_SERVER names another.

  npm run test:matrix -- [options]

  --sizes 2,3       only clusters of so many servers (default 2,3,5)
  --engines a,b     only clusters of these: natsx, old, current; without natsx, the others by themselves
  --kinds a,b       only these: clusters, superclusters, leafnodes
  --sample          a few by chance, as npm test runs them
  --seed N          repeats what N decided; each run tells its seed
  --grep TEXT       only tests whose name contains it, as mocha has it
  --bail            stop at the first failure
`;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string' },
    engines: { type: 'string' },
    kinds: { type: 'string' },
    sample: { type: 'boolean', default: false },
    seed: { type: 'string' },
    grep: { type: 'string' },
    bail: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) process.stdout.write(usage);
else process.exitCode = run();

function run(): number {
  const mocha = fileURLToPath(new URL('../../node_modules/mocha/bin/mocha.js', import.meta.url));
  const tests = fileURLToPath(new URL('*.integration.ts', import.meta.url));
  const args = [
    ...(values.grep === undefined ? [] : ['--grep', values.grep]),
    ...(values.bail ? ['--bail'] : []),
  ];
  const { status } = spawnSync(process.execPath, [mocha, ...args, tests], {
    stdio: 'inherit',
    env: {
      ...process.env,
      MATRIX: values.sample ? 'sample' : 'whole',
      MATRIX_SIZES: values.sizes,
      MATRIX_ENGINES: values.engines,
      MATRIX_KINDS: values.kinds,
      SEED: values.seed ?? process.env['SEED'],
    },
  });
  return status ?? 1;
}
