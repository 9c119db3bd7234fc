import assert from 'node:assert/strict';
import { readNumber } from '../../src/conf/number.ts';
import { Cursor } from '../../src/conf/cursor.ts';
import { Source } from '../../src/conf/source.ts';
import { problemsOf, valueOf } from './read.ts';

describe('a number of a configuration', () => {
  const values: readonly (readonly [string, unknown])[] = [
    ['0', 0n],
    ['-42', -42n],
    ['007', 7n],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['1k', 1000n],
    ['1K', 1000n],
    ['-2k', -2000n],
    ...['kb', 'ki', 'kib', 'KB', 'Ki', 'KiB'].map((unit) => [`1${unit}`, 1024n] as const),
    ['3m', 3_000_000n],
    ['3mb', 3n * 1024n ** 2n],
    ['2g', 2n * 10n ** 9n],
    ['2gib', 2n * 1024n ** 3n],
    ['1t', 10n ** 12n],
    ['1tb', 1024n ** 4n],
    ['1p', 10n ** 15n],
    ['1pi', 1024n ** 5n],
    ['1e', 10n ** 18n],
    ['1eb', 1024n ** 6n],
    ['1.5', 1.5],
    ['-0.25', -0.25],
    ['2024-02-29T12:30:45Z', new Date('2024-02-29T12:30:45Z')],
    ['0001-01-01T00:00:00Z', new Date('0001-01-01T00:00:00Z')],
    // Strings that start like numbers.
    ['30s', '30s'],
    ['50%', '50%'],
    ['4222a', '4222a'],
    ['4k2', '4k2'],
    ['5b', '5b'],
    ['5mbx', '5mbx'],
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1:4222', '127.0.0.1:4222'],
    ["1'a'", "1'a"],
    ['4\\foo', '4\\foo'],
    ['4a\\x41', '4aA'],
    ['1true', '1true'],
  ];
  for (const [text, value] of values)
    it(`${text} is ${typeof value === 'string' ? `"${value}"` : String(value)}`, () => {
      assert.deepEqual(valueOf(text), value);
      assert.deepEqual(valueOf(`[${text}]`), [value]);
      assert.deepEqual(valueOf(`{y: ${text}}`), Object.assign(Object.create(null), { y: value }));
    });

  const wrong: readonly (readonly [string, string])[] = [
    ['9223372036854775808', '1:3: this integer does not fit into 64 bits'],
    ['-9223372036854775809', '1:3: this integer does not fit into 64 bits'],
    ['9eb', '1:3: this integer does not fit into 64 bits'],
    ['9'.repeat(100_000), '1:3: this integer does not fit into 64 bits'],
    ['5kbb', '1:3: unknown unit'],
    ['-', '2:0: expected a digit after "-", found the end of the line'],
    ['-a', '1:4: expected a digit after "-", found "a"'],
    ['5.', '2:0: expected a digit after ".", found the end of the line'],
    ['5.x', '1:5: expected a digit after ".", found "x"'],
    ['.5', '1:3: found "." before a value'],
    [`${'9'.repeat(400)}.0`, '1:3: this number is too large'],
    ['2024-01-01', '2:0: expected a time like 2006-01-02T15:04:05Z, found the end of the line'],
    ['12-34', '1:5: expected a time'],
    ['2023-02-29T00:00:00Z', '1:3: there is no such time'],
    ['2023-04-31T00:00:00Z', '1:3: there is no such time'],
    ['2023-01-01T24:00:00Z', '1:3: there is no such time'],
  ];
  for (const [text, problem] of wrong)
    it(`refuses ${text.slice(0, 30)}`, () => {
      const [first, ...more] = problemsOf(`x: ${text}\n`);
      assert.ok(first!.startsWith(`main.conf:${problem}`), first);
      assert.deepEqual(more, []);
    });

  it('stops where the number ends', () => {
    const cursor = new Cursor(new Source('f', '42, 43'));
    const { type } = readNumber(cursor);
    assert.deepEqual([type, cursor.at], ['integer', 2]);
  });
});
