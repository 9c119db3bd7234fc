import assert from 'node:assert/strict';
import { leafInterestLine } from '../../src/protocol/leaf-interest-line.ts';

describe('leafInterestLine()', () => {
  for (const [name, count, line] of [
    ['foo', 3, 'LS+ foo\r\n'],
    ['foo', 0, 'LS- foo\r\n'],
    ['foo.* q', 2, 'LS+ foo.* q 2\r\n'],
    ['foo.* q', 0, 'LS- foo.* q\r\n'],
  ] as const) {
    it(`says that ${count} hear ${name}`, () => assert.equal(leafInterestLine(name, count), line));
  }
});
