import assert from 'node:assert/strict';
import { findCommand } from '../../../src/cli/nsc/find-command.ts';
import { ourCommands } from '../../../src/cli/our-commands.ts';

const find = (line: string) => {
  const { words, name, argv } = findCommand(line.split(' '), ourCommands);
  const file = name?.replace('nsc ', '').replaceAll(' ', '/');
  return { words: words.join(' '), file, argv: argv.join(' ') };
};

describe('findCommand', () => {
  const cases: [string, string, string | undefined, string][] = [
    ['add user -n x', 'add user', 'add/user', '-n x'],
    ['create user x', 'add user', 'add/user', 'x'],
    ['list operator', 'list operators', 'list/operators', ''],
    ['-H dir add account A', 'add account', 'add/account', '-H dir A'],
    ['--all-dirs dir add -i account', 'add account', 'add/account', '--all-dirs dir -i'],
    ['env -a A', 'env', 'env', '-a A'],
    ['edit signing_key', 'edit signing-key', 'edit/signing-key', ''],
    ['add', 'add', undefined, ''],
    ['add nothing', 'add', undefined, 'nothing'],
    ['nothing', '', undefined, 'nothing'],
    ['add ../env', 'add', undefined, '../env'],
    ['--help', '', undefined, '--help'],
    ['tool req a b', 'tool req', 'tool/req', 'a b'],
    ['req a b', 'tool req', 'tool/req', 'a b'],
    ['tool --nats nats://a rep x', 'tool reply', 'tool/reply', '--nats nats://a x'],
  ];
  for (const [line, words, file, argv] of cases) {
    it(`reads "${line}"`, () => assert.deepEqual(find(line), { words, file, argv }));
  }
});
