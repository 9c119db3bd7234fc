import assert from 'node:assert/strict';
import { twoColumns, wrapped, wrappedCommand } from '../../../src/cli/help/layout.ts';

describe('help', () => {
  it('breaks lines between words', () => {
    assert.deepEqual(wrapped('one two three', 9), ['one two', 'three']);
    assert.deepEqual(wrapped('one two', 6, '  '), ['  one', '  two']);
    assert.deepEqual(wrapped('averylongword x', 5), ['averylongword', 'x']);
  });

  it('puts texts beside names, and below those that are too long', () => {
    const rows = [
      ['  a', 'first'],
      ['  muchlonger', 'second thing'],
    ] as const;
    assert.deepEqual(twoColumns(rows, 20), ['  a  first', '  muchlonger', '     second thing']);
    assert.deepEqual(twoColumns([['  a', '']], 20), ['  a']);
  });

  it('breaks command lines so that a shell puts them together again', () => {
    const line = 'natsx pub orders --header "Priority: high" \'one coffee\'';
    const lines = wrappedCommand(line, 40, '  ');
    assert.deepEqual(lines, [
      '  natsx pub orders \\',
      '      --header "Priority: high" \\',
      "      'one coffee'",
    ]);
    assert.equal(
      lines
        .join('\n')
        .replace(/ \\\n +/g, ' ')
        .trim(),
      line,
    );
  });
});
