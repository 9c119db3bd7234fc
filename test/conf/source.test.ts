import assert from 'node:assert/strict';
import { Source } from '../../src/conf/source.ts';

describe('Source', () => {
  const places: readonly (readonly [string, number, string])[] = [
    ['abc', 0, '1:0'],
    ['abc', 2, '1:2'],
    ['a\nbc', 2, '2:1'],
    ['a\nbc', 4, '2:3'],
    ['a\r\nb', 3, '2:1'],
    ['a\rb', 2, '1:2'],
    ['é\né😀x', 6, '2:8'],
    ['', 0, '1:0'],
    ['a\n', 2, '2:1'],
  ];
  for (const [text, offset, place] of places)
    it(`finds ${offset} of ${JSON.stringify(text)} at ${place}`, () => {
      const { file, line, column } = new Source('f', text).position(offset);
      assert.equal(`${file} ${line}:${column}`, `f ${place}`);
    });

  it('lets a line end stand at column 0 of the line that it begins', () => {
    assert.deepEqual(new Source('f', 'ab\ncd').position(2), { file: 'f', line: 2, column: 0 });
  });

  it('finds places in any order', () => {
    const source = new Source('f', 'é é é\né é');
    const forwards = Array.from({ length: 10 }, (_, offset) => source.position(offset));
    const backwards = Array.from({ length: 10 }, (_, index) => source.position(9 - index));
    assert.deepEqual(backwards.reverse(), forwards);
  });
});
