import assert from 'node:assert/strict';
import * as piece from '../../src/subject/transform-piece.ts';

const first = piece.token(0);

describe('transform piece', () => {
  it('takes a token, or all from one on', () => {
    const tokens = [0, 1, 2, 3].map((position) => piece.token(position)('foo.b.baz'));
    assert.deepEqual(tokens, ['foo', 'b', 'baz', '']);
    const rests = [0, 1, 2, 3].map((position) => piece.tokensFrom(position)('foo.b.baz'));
    assert.deepEqual(rests, ['foo.b.baz', 'b.baz', 'baz', '']);
  });

  /** Length, then what splitFromLeft, splitFromRight, sliceFromLeft, sliceFromRight, left and right make of `abcdefg`. */
  const lengths: readonly (readonly [number, ...string[]])[] = [
    [-1, 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg'],
    [0, 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg'],
    [1, 'a.bcdefg', 'abcdef.g', 'a.b.c.d.e.f.g', 'a.b.c.d.e.f.g', 'a', 'g'],
    [2, 'ab.cdefg', 'abcde.fg', 'ab.cd.ef.g', 'a.bc.de.fg', 'ab', 'fg'],
    [3, 'abc.defg', 'abcd.efg', 'abc.def.g', 'a.bcd.efg', 'abc', 'efg'],
    [4, 'abcd.efg', 'abc.defg', 'abcd.efg', 'abc.defg', 'abcd', 'defg'],
    [6, 'abcdef.g', 'a.bcdefg', 'abcdef.g', 'a.bcdefg', 'abcdef', 'bcdefg'],
    [7, 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg'],
    [8, 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg'],
    [2147483647, 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg', 'abcdefg'],
  ];
  for (const [length, ...wanted] of lengths) {
    it(`cuts at ${length} characters`, () => {
      const cuts = [
        piece.splitFromLeft,
        piece.splitFromRight,
        piece.sliceFromLeft,
        piece.sliceFromRight,
        piece.left,
        piece.right,
      ];
      assert.deepEqual(
        cuts.map((cut) => cut(first, length)('abcdefg.x')),
        wanted,
      );
    });
  }

  it('cuts nothing from nothing', () => {
    assert.equal(piece.sliceFromRight(first, 2)(''), '');
    assert.equal(piece.right(first, 2)(''), '');
  });

  /** What nats-server makes of them, empty tokens included. */
  const splits: readonly (readonly [string, string, string])[] = [
    ['a-b--c', '-', 'a.b.c'],
    ['abc', '-', 'abc'],
    ['-a', '-', 'a'],
    ['a-', '-', 'a'],
    ['--a', '-', '.a'],
    ['---a-b', '-', '.a.b'],
    ['-', '-', ''],
    ['--', '-', ''],
    ['a<>b<>c', '<>', 'a.b.c'],
    ['a--b', '--', 'a.b'],
    ['abc', '', 'a.b.c'],
    ['a\xc3\xa4b', '', 'a.\xc3\xa4.b'],
    ['\xc3\xa4', '', '\xc3\xa4'],
  ];
  for (const [text, separator, wanted] of splits) {
    it(`splits ${JSON.stringify(text)} at ${JSON.stringify(separator)}`, () => {
      assert.equal(piece.split(first, separator)(`${text}.x`), wanted);
    });
  }

  /** FNV-1a of 32 bits: the reference vectors of its authors (http://www.isthe.com/chongo/tech/comp/fnv). */
  const hashes: readonly (readonly [string, number])[] = [
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['b', 0xe70c2de5],
    ['foo', 0xa9f37ed7],
    ['foobar', 0xbf9cf968],
  ];
  it('numbers buckets by FNV-1a', () => {
    for (const [text, hash] of hashes) {
      assert.equal(piece.bucket(0xffffffff, [first])(text), String(hash), text);
      assert.equal(piece.bucket(10, [first])(text), String(hash % 10), text);
    }
    const together = piece.bucket(0xffffffff, [piece.token(2), first])('bar.x.foo');
    assert.equal(together, String(0xbf9cf968));
    const whole = piece.bucket(0xffffffff, []);
    assert.equal(whole('foobar'), String(0xbf9cf968));
    assert.notEqual(whole('foo.bar'), String(0xbf9cf968));
    assert.equal(piece.bucket(0, [first])('foo'), '0');
  });

  it('draws below a limit', () => {
    const asked: number[] = [];
    const draw = (limit: number): string =>
      piece.anyBelow(limit, (below) => {
        asked.push(below);
        return below - 1;
      })('');
    assert.deepEqual([6, 1, 0, -3].map(draw), ['5', '0', '0', '2']);
    assert.deepEqual(asked, [6, 1, 3]);
  });
});
