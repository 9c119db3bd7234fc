// What a command loads before it can run: every file costs most of a millisecond.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SRC = join(import.meta.dirname, '../../src');
const IMPORT = /^(?:import|export)\s(?!type\s)[^'"]*?from\s*'([^']+)'|^import '([^']+)'/gm;

/** The files and packages that `file` imports, and those that they import. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!existsSync(file)) return seen;
  for (const [, from, bare] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const name = (from ?? bare)!;
    if (!name.startsWith('node:'))
      loaded(name.startsWith('.') ? join(dirname(file), name) : name, seen);
  }
  return seen;
}

describe('The start of natsx', () => {
  it('finds a command with a dozen files, and no package', () => {
    const files = Array.from(loaded(join(SRC, 'cli/natsx/process.ts')));
    assert.ok(files.length > 3 && files.length <= 16, files.join('\n'));
    assert.deepEqual(
      files.filter((file) => !file.startsWith(SRC)),
      [],
    );
  });

  for (const part of ['natsx/complete', 'nsc/complete', 'help/help']) {
    it(`loads no command and no package for ${part}`, () => {
      const files = Array.from(loaded(join(SRC, 'cli', `${part}.ts`)));
      assert.deepEqual(
        files.filter((file) => !file.startsWith(SRC) || file.includes('/commands/')),
        [],
      );
    });
  }

  for (const command of ['pub', 'ping', 'context/ls', 'server/list', 'nk', 'completion']) {
    it(`does not load oclif for ${command}`, () => {
      const files = Array.from(loaded(join(SRC, 'commands', `${command}.ts`)));
      assert.ok(files.length > 5, 'it can’t be so few');
      assert.deepEqual(
        files.filter((file) => file.startsWith('@oclif')),
        [],
      );
    });
  }
});

describe('The start of nsc', () => {
  it('finds a command with a dozen files', () => {
    const files = loaded(join(SRC, 'cli/nsc/program.ts'));
    assert.ok(files.size > 3 && files.size <= 12, Array.from(files).join('\n'));
  });

  for (const command of ['list/accounts', 'add/user', 'env', 'describe/account', 'edit/account']) {
    it(`loads no package for ${command}, and nothing of other commands`, () => {
      const files = Array.from(loaded(join(SRC, 'commands/nsc', `${command}.ts`)));
      assert.ok(files.length > 20, 'it can’t be so few');
      assert.deepEqual(
        files.filter((file) => !file.startsWith(SRC)),
        [],
      );
      const commands = files.filter((file) => file.includes('/commands/'));
      assert.equal(commands.length, 1, commands.join('\n'));
    });
  }
});
