// The scripts in the shells that they are for: keys are pressed, and what the shell makes of them is looked at.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasPty, Pty } from '../../support/pty.ts';

const file = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const SHELLS: Readonly<Record<string, readonly string[]>> = {
  bash: ['--norc', '--noprofile', '-i'],
  zsh: ['-f', '-i'],
};

describe('completion in shells', function () {
  this.timeout(120_000);
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'natsx-shell-'));
    const contexts = join(home, '.config/nats/context');
    mkdirSync(contexts, { recursive: true });
    for (const name of ['harbour', 'lighthouse'])
      writeFileSync(join(contexts, `${name}.json`), '{}');
    mkdirSync(join(home, 'bin'));
    program('natsx', 'bin/dev.js');
    program('nsc', 'test/nsc/nsc-from-sources.ts');
    for (const words of ['add operator OP', 'add account PIER', 'add user --account PIER ann']) {
      const { status, stderr } = run('nsc', words.split(' '));
      assert.equal(status, 0, stderr);
    }
  });
  after(() => rmSync(home, { recursive: true }));

  /** A program on the PATH of the shells, run from the sources. */
  function program(name: string, source: string): void {
    const path = join(home, 'bin', name);
    const loader = import.meta.resolve('tsx');
    const line = `exec '${process.execPath}' --import '${loader}' '${file(source)}' "$@"`;
    writeFileSync(path, `#!/bin/sh\n${line}\n`);
    chmodSync(path, 0o755);
  }

  function environment(): NodeJS.ProcessEnv {
    const { PATH = '' } = process.env;
    return { PATH: `${join(home, 'bin')}:${PATH}`, HOME: home, TERM: 'dumb', LC_ALL: 'C.UTF-8' };
  }

  function run(name: string, args: readonly string[]) {
    return spawnSync(name, args, { encoding: 'utf8', env: environment(), cwd: home });
  }

  function needs(test: Mocha.Context, shell: string, tests: number): void {
    if (run(shell, ['--version']).status === 0 && (shell === 'fish' || hasPty())) return;
    process.stderr.write(
      `  skipped ${tests}, no ${shell} on the PATH (install ${shell}): completion\n`,
    );
    test.skip();
  }

  for (const [shell, options] of Object.entries(SHELLS)) {
    describe(shell, () => {
      before(function () {
        needs(this, shell, 3);
      });

      /** Presses the keys of `typed` and a tab, and waits for what the line becomes. */
      async function completes(typed: string, becomes: string): Promise<void> {
        using terminal = new Pty([shell, ...options], { env: environment(), cwd: home });
        const compinit = shell === 'zsh' ? 'autoload -Uz compinit; compinit -u -D; ' : '';
        terminal.press(
          `PS1='> '; ${compinit}source <(natsx completion ${shell}); source <(nsc completion ${shell}); echo rea''dy\r`,
        );
        await terminal.shows('ready\n');
        terminal.press(`${typed}\t`);
        await terminal.shows(becomes);
      }

      it('completes commands', () => completes('natsx server li', 'natsx server list'));
      it('completes contexts, for programs of another name, too', () =>
        completes('nats-pub --context har', 'nats-pub --context harbour'));
      it('completes accounts of the store', () =>
        completes('nsc edit account PI', 'nsc edit account PIER'));
    });
  }

  describe('fish', () => {
    before(function () {
      needs(this, 'fish', 3);
    });

    const completions = (typed: string): string[] => {
      const script = `natsx completion fish | source; nsc completion fish | source; complete -C "${typed}"`;
      const { stdout, stderr } = run('fish', ['--no-config', '-c', script]);
      assert.equal(stderr, '');
      return stdout.trimEnd().split('\n');
    };

    it('completes commands', () =>
      assert.deepEqual(completions('natsx server li'), [
        'list\tList the servers of all clusters, and the clusters',
      ]));
    it('completes contexts, for programs of another name, too', () =>
      assert.deepEqual(completions('nats-pub --context '), ['harbour', 'lighthouse']));
    it('completes accounts of the store', () =>
      assert.deepEqual(completions('nsc edit account PI'), ['PIER']));
  });
});
