import assert from 'node:assert/strict';
import { Cursor, Unreadable } from '../../src/conf/cursor.ts';
import { Source } from '../../src/conf/source.ts';

const cursorOn = (text: string) => new Cursor(new Source('f', text));

describe('Cursor', () => {
  it('skips space, line ends and comments', () => {
    const cursor = cursorOn(' \t\r\n\u00a0# one\n// two\r\n x');
    cursor.skipGaps();
    assert.equal(cursor.next, 'x');
  });

  it('stays on the line where a value may end', () => {
    const cursor = cursorOn(' \t// two\nx');
    cursor.skipLineGaps();
    assert.ok(cursor.isAtLineEnd);
  });

  it('refuses half a comment', () => {
    assert.throws(() => cursorOn(' /x').skipGaps(), Unreadable);
  });

  const names: readonly (readonly [string, string])[] = [
    ['', 'the end of the file'],
    ['\n', 'the end of the line'],
    ['\r\n', 'the end of the line'],
    [' ', 'the character U+0020'],
    ['\0', 'the character U+0000'],
    ['\u00a0', 'the character U+00A0'],
    ['"', `'"'`],
    ['xyz', '"x"'],
    ['😀', '"😀"'],
  ];
  for (const [text, name] of names)
    it(`calls ${JSON.stringify(text)} ${name}`, () => assert.equal(cursorOn(text).found(), name));
});
