import assert from 'node:assert/strict';
import {
  compareTexts,
  writeDouble,
  writeList,
  writeObject,
  writeText,
} from '../../src/jwt/json-writer.ts';

describe('writeText', () => {
  for (const [text, wanted] of [
    ['', '""'],
    ['<a> & "b" \\', '"\\u003ca\\u003e \\u0026 \\"b\\" \\\\"'],
    ['\u2028\u2029', '"\\u2028\\u2029"'],
    ['\b\t\n\f\r\0\x1f\x7f', '"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f"'],
    ['é😀\ufffd', '"é😀\ufffd"'],
    ['\ud800x', '"\ufffdx"'],
  ] as const) {
    it(`writes ${wanted}`, () => assert.equal(writeText(text), wanted));
  }
});

describe('writeDouble', () => {
  // strconv.FormatFloat as encoding/json calls it.
  for (const [number, wanted] of [
    [0, '0'],
    [-0, '-0'],
    [1.5, '1.5'],
    [1e20, '100000000000000000000'],
    [1e21, '1e+21'],
    [0.000001, '0.000001'],
    [1e-7, '1e-7'],
    [-1.25e-300, '-1.25e-300'],
    [9007199254740993, '9007199254740992'],
  ] as const) {
    it(`writes ${wanted}`, () => assert.equal(writeDouble(number), wanted));
  }
});

describe('compareTexts', () => {
  it('sorts by bytes of UTF-8, as Go', () => {
    const texts = ['\u{10000}', '\uffee', 'b', 'a', '', 'a\0', 'é', 'Z', 'a'];
    const wanted = ['', 'Z', 'a', 'a', 'a\0', 'b', 'é', '\uffee', '\u{10000}'];
    assert.deepEqual(texts.toSorted(compareTexts), wanted);
    assert.notDeepEqual(texts.toSorted(), wanted);
  });
});

describe('writeObject and writeList', () => {
  it('put together what is JSON already', () => {
    const members = [
      ['b', '1'],
      ['a<', writeList(['null', '{}'])],
    ] as const;
    assert.equal(writeObject(members), '{"b":1,"a\\u003c":[null,{}]}');
    assert.equal(writeObject([]) + writeList([]), '{}[]');
  });
});
