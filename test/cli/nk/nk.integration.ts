// The program as a process: bin/nk.js and `natsx nk`, both built.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nkeys } from '../../../src/index.ts';
import { USAGE } from '../../../src/cli/nk/flags.ts';
import { SIGNATURES, USER } from '../../nkeys/vectors.ts';

const bin = (name: string) => fileURLToPath(new URL(`../../../bin/${name}`, import.meta.url));
const PROGRAMS = [
  ['nk', [bin('nk.js')]],
  ['natsx nk', [bin('natsx.js'), 'nk']],
] as const;

for (const [name, start] of PROGRAMS) {
  const run = (argv: readonly string[], input: string | Uint8Array = '') => {
    const options = { input, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [...start, ...argv], options);
    return { code: status, stdout, stderr };
  };

  describe(`${name} as a process`, () => {
    for (const dash of ['-', '--']) {
      it(`makes a key with ${dash}gen`, () => {
        const { code, stdout, stderr } = run([`${dash}gen`, 'user', `${dash}pubout`]);
        assert.deepEqual([code, stderr], [0, '']);
        const [seed, publicKey] = stdout.split('\n');
        assert.equal(nkeys.fromSeed(seed!).publicKey, publicKey);
      });
    }

    it('signs a file with the key on stdin', () => {
      const argv = ['-inkey', '-', '-sign', '/dev/null'];
      const stdout = `${SIGNATURES[0][1]}\n`;
      assert.deepEqual(run(argv, USER.seed), { code: 0, stdout, stderr: '' });
    });

    it('writes errors to stdout and exits with 1', () => {
      const stdout = 'Could not find a valid key\n';
      assert.deepEqual(run(['-inkey', '-', '-pubout']), { code: 1, stdout, stderr: '' });
    });

    it('shows Go nk’s usage for -h and for a wrong flag', () => {
      assert.deepEqual(run(['-h']), { code: 1, stdout: USAGE, stderr: '' });
      const stderr = 'flag provided but not defined: -nope\n';
      assert.deepEqual(run(['-nope']), { code: 1, stdout: USAGE, stderr });
    });

    it('finds a key on all cores', () => {
      const { code, stdout } = run(['-gen', 'user', '-pre', 'ab']);
      assert.equal(code, 0);
      assert.match(stdout, /^SU[A-Z2-7]{56}\nUAB[A-Z2-7]{53}\n$/);
    });

    it('ends a search at Ctrl-C with 130', async () => {
      const argv = [...start, '-gen', 'user', '-pre', 'A'.repeat(12)];
      const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
      await once(child.stderr, 'data'); // The progress line: the search is on.
      child.kill('SIGINT');
      assert.deepEqual(await once(child, 'close'), [130, null]);
      assert.equal(stdout, '');
    });
  });
}

describe('natsx nk --help', () => {
  it('shows every flag and examples', () => {
    const argv = [bin('natsx.js'), 'nk', '--help'];
    const { status, stdout } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    assert.equal(status, 0);
    assert.match(stdout, /EXAMPLES\n/);
    assert.match(stdout, /^ {2}natsx nk --gen user --pubout$/m);
    for (const flag of ['seal', 'open', 'json', 'out', 'force', 'maxpre']) {
      assert.match(stdout, new RegExp(`--${flag}\\b`));
    }
  });
});
