import assert from 'node:assert/strict';
import { Cursor } from '../../src/conf/cursor.ts';
import { Source } from '../../src/conf/source.ts';
import { readBare } from '../../src/conf/text.ts';
import { problemsOf, valueOf } from './read.ts';

describe('a text of a configuration', () => {
  const values: readonly (readonly [string, unknown])[] = [
    ...['true', 'Yes', 'ON'].map((text) => [text, true] as const),
    ...['false', 'No', 'oFF'].map((text) => [text, false] as const),
    ['"true"', 'true'],
    ["'no'", 'no'],
    ["true'", 'true'],
    ['tru\\x65', 'true'],
    ['trueish', 'trueish'],
    ['nats://u:p@h:1/a?b=c#d', 'nats://u:p@h:1/a?b=c#d'],
    ['foo.*.>', 'foo.*.>'],
    ['a"b"c', 'a"b"c'],
    ['a[b{c', 'a[b{c'],
    ['#a', '#a'],
    ["ab'", 'ab'],
    ['a\\tb', 'a\tb'],
    ['größe\u00a0😀', 'größe\u00a0😀'],
    ['"$x"', '$x'],
    ["$x'", '$x'],
    ['a$x', 'a$x'],
    ['$2a$11$abc', '$2a$11$abc'],
    ['""', ''],
    ["''", ''],
    ['"\\t\\n\\r\\"\\\\\\x41"', '\t\n\r"\\A'],
    ['"\\xc3\\xa9\\xf0\\x9f\\x98\\x80!"', 'é😀!'],
    ['"\\xef\\xbf\\xbd\\xef\\xbb\\xbf"', '\ufffd\ufeff'],
    ['"a\nb"', 'a\nb'],
    ["'a\\q\nb'", 'a\\q\nb'],
    ['(a)\nb (c)\n )\n)', 'a)\nb (c)\n )\n'],
    ['(\r\na\r\n)\r', '\r\na\r\n'],
  ];
  for (const [text, value] of values)
    it(`${JSON.stringify(text)} is ${JSON.stringify(value)}`, () =>
      assert.deepEqual(valueOf(text), value));

  it('may end with the file when it is a block', () => {
    const cursor = new Cursor(new Source('f', 'x'));
    assert.equal(readBare(cursor).type, 'string');
    assert.deepEqual(problemsOf('x: (\na\n) b'), [
      'main.conf:3:4: the block opened on line 1 is never closed: add a ")" on a line of its own',
    ]);
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['"a\\q"', '1:6: found "q" after a backslash'],
    ['C:\\dir', '1:6: found "d" after a backslash'],
    ['"\\__proto__"', '1:5: found "_" after a backslash'],
    ['"\\u0041"', '1:5: found "u" after a backslash'],
    ['"a\\\nb"', '2:0: found the end of the line after a backslash'],
    ['"\\xg0"', '1:6: expected two hexadecimal digits after \\x'],
    ['"\\x4"', '1:7: expected two hexadecimal digits after \\x'],
    ['"ab\\xff"', '1:6: these bytes are no UTF-8 text'],
    ['"\\xed\\xa0\\x80"', '1:4: these bytes are no UTF-8 text'],
    ['a\ufffd', '1:4: this text is not UTF-8'],
    ['"a\ufffd"', '1:5: this text is not UTF-8'],
    ['"a', '2:1: the quote opened on line 1 is never closed'],
    ["'a", '2:1: the quote opened on line 1 is never closed'],
    ['(\na', '3:1: the block opened on line 1 is never closed'],
  ];
  for (const [text, problem] of wrong)
    it(`refuses ${JSON.stringify(text)}`, () => {
      const [first] = problemsOf(`x: ${text}\n`);
      assert.ok(first!.startsWith(`main.conf:${problem}`), first);
    });
});
