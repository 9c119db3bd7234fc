import assert from 'node:assert/strict';
import { flagsFirst } from '../../src/cli/flags-first.ts';

const table = {
  server: { type: 'string', aliases: ['s'], description: '' },
  count: { type: 'integer', description: '' },
  json: { type: 'boolean', description: '' },
} as const;

describe('flagsFirst', () => {
  const lines: readonly [string, string][] = [
    ['', '--'],
    ['a b', '-- a b'],
    ['a --count 3 b --json', '--count 3 --json -- a b'],
    ['a -s url b', '-s url -- a b'],
    ['a --count=3 b', '--count=3 -- a b'],
    ['a -', '-- a -'],
    ['a -- -b --json', '-- a -b --json'],
    ['a --bogus b', '--bogus -- a b'],
    ['a --count', '--count -- a'],
  ];
  for (const [given, expected] of lines) {
    it(`turns [${given}] into [${expected}]`, () => {
      const argv = given === '' ? [] : given.split(' ');
      assert.equal(flagsFirst(table, argv).join(' '), expected);
    });
  }
});
