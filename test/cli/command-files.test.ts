import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandFolder, commandTable, type CommandFiles } from '../../src/cli/command-files.ts';
import { findCommand } from '../../src/cli/natsx/find-command.ts';

describe('the files of commands', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'natsx-commands-'));
    mkdirSync(join(folder, 'server'));
    for (const file of ['pub', 'server/index', 'server/list']) {
      writeFileSync(join(folder, `${file}.ts`), `export default '${file}';`);
    }
    writeFileSync(join(folder, 'server/list.js.map'), '');
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  });
  after(() => rmSync(folder, { recursive: true }));

  const entry = (file: string) => () => Promise.resolve({ default: file });
  const kinds: readonly (readonly [string, () => CommandFiles])[] = [
    ['in a folder', () => commandFolder(folder, '.ts')],
    [
      'in a table',
      () =>
        commandTable({
          pub: entry('pub'),
          server: entry('server/index'),
          'server list': entry('server/list'),
        }),
    ],
  ];
  for (const [kind, files] of kinds) {
    describe(kind, () => {
      it('are commands and topics', () => {
        const commands = files();
        const shown = (name: string) => [commands.has(name), commands.isTopic(name)];
        assert.deepEqual(shown('pub'), [true, false]);
        assert.deepEqual(shown('server'), [true, true]);
        assert.deepEqual(shown('server list'), [true, false]);
        assert.deepEqual(shown('server nothing'), [false, false]);
        assert.deepEqual(shown('constructor'), [false, false]);
        assert.deepEqual(commands.below('server'), ['list']);
      });

      it('are loaded one by one', async () => {
        assert.deepEqual((await files().load('server list')).default, 'server/list');
        assert.deepEqual((await files().load('server')).default, 'server/index');
      });

      const table: readonly [line: string, words: string | undefined, rest: string][] = [
        ['pub a b', 'pub', 'a b'],
        ['server list pub', 'server list', 'pub'],
        ['server nothing', 'server', 'nothing'],
        ['server --list list', 'server', '--list list'],
        ['server index', 'server', 'index'],
        ['nothing', undefined, ''],
        ['../pub', undefined, ''],
        ['', undefined, ''],
      ];
      for (const [line, words, rest] of table) {
        it(`are found by "${line}"`, () => {
          const found = findCommand(line.split(' '), files());
          assert.equal(found?.words.join(' '), words);
          assert.equal(found?.rest.join(' ') ?? '', rest);
        });
      }
    });
  }
});
