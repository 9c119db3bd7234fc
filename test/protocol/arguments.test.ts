import assert from 'node:assert/strict';
import { readHpub, readPub, readSize, splitArguments } from '../../src/protocol/arguments.ts';
import { emptyMessage, type Message } from '../../src/protocol/message.ts';

describe('readSize', () => {
  const rows: readonly (readonly [string, number])[] = [
    ['0', 0],
    ['7', 7],
    ['007', 7],
    ['1048576', 1_048_576],
    ['999999999', 999_999_999],
    ['000000000', 0],
    ['1000000000', -1],
    ['0000000000', -1],
    ['', -1],
    ['-1', -1],
    ['+1', -1],
    ['1 ', -1],
    ['1e3', -1],
    ['1.5', -1],
    ['\xb2', -1],
    ['/', -1],
    [':', -1],
  ];
  for (const [text, size] of rows) {
    it(`reads ${JSON.stringify(text)} as ${size}`, () => {
      const line = Buffer.from(`>${text}<`, 'latin1');
      assert.equal(readSize(line, 1, line.length - 1), size);
    });
  }
});

describe('splitArguments', () => {
  it('takes blanks and tabs for separators, in any number', () => {
    assert.deepEqual(split(' \tfoo \t bar  '), ['foo', 'bar']);
    assert.deepEqual(split(' \t'), []);
    assert.deepEqual(split('\xff\xfe \xe4'), ['\xff\xfe', '\xe4']);
  });

  it('takes line ends for separators only where it is told so', () => {
    assert.deepEqual(split('a\rb\nc'), ['a', 'b', 'c']);
    assert.deepEqual(split('a\rb\nc', false), ['a\rb\nc']);
  });

  it('looks at its part of the line only', () => {
    assert.deepEqual(splitArguments(Buffer.from('abcd ef'), 1, 6), ['bcd', 'e']);
  });
});

type Reader = typeof readPub;

describe('readPub', () => {
  table(readPub, [
    ['foo 5', { subject: 'foo', reply: '', headerSize: 0, size: 5 }],
    ['foo bar 5', { subject: 'foo', reply: 'bar', headerSize: 0, size: 5 }],
    ['foo\t\tbar  5\t ', { subject: 'foo', reply: 'bar', headerSize: 0, size: 5 }],
    ['foo', /^processPub Parse Error: "foo"$/],
    ['foo ', /^processPub Parse Error/],
    ['', /^processPub Parse Error/],
    ['a b c 5', /^processPub Parse Error: "a b c 5"$/],
    ['foo x', /^processPub Bad or Missing Size: "foo x"$/],
    ['foo bar x', /^processPub Bad or Missing Size: "foo bar x"$/],
    ['foo bar 5\r', /^processPub Bad or Missing Size/],
  ]);
});

describe('readHpub', () => {
  table(readHpub, [
    ['foo 12 17', { subject: 'foo', reply: '', headerSize: 12, size: 17 }],
    ['foo bar 12 17', { subject: 'foo', reply: 'bar', headerSize: 12, size: 17 }],
    ['foo  bar\t12 12 ', { subject: 'foo', reply: 'bar', headerSize: 12, size: 12 }],
    ['foo 0 0', { subject: 'foo', reply: '', headerSize: 0, size: 0 }],
    ['foo 12', /^processHeaderPub Parse Error: "foo 12"$/],
    ['a b c 12 17', /^processHeaderPub Parse Error/],
    ['foo x 17', /^processHeaderPub Bad or Missing Header Size: "foo x 17"$/],
    ['foo 12 x', /^processHeaderPub Bad or Missing Total Size: "foo 12 x"$/],
    ['foo 18 17', /^processHeaderPub Header Size larger then TotalSize: "foo 18 17"$/],
  ]);
});

/** Each line is read into a message that still holds what the last one left there. */
function table(
  read: Reader,
  rows: readonly (readonly [string, Partial<Message> | RegExp])[],
): void {
  for (const [line, expected] of rows) {
    it(`${expected instanceof RegExp ? 'refuses' : 'reads'} ${JSON.stringify(line)}`, () => {
      const message: Message = { ...emptyMessage(), reply: 'old', headerSize: 99, size: 99 };
      const bytes = Buffer.from(`..${line}..`, 'latin1');
      const complaint = read(bytes, 2, bytes.length - 2, message);
      if (expected instanceof RegExp) assert.match(complaint ?? '', expected);
      else {
        assert.equal(complaint, undefined);
        assert.deepEqual({ ...message, ...expected }, message);
      }
    });
  }
}

function split(text: string, lineEndsAreBlank?: boolean): string[] {
  const line = Buffer.from(text, 'latin1');
  return splitArguments(line, 0, line.length, lineEndsAreBlank);
}
