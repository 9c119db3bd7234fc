import assert from 'node:assert/strict';
import { byteString } from '../../src/base/byte-string.ts';

describe('byteString', () => {
  it('has one character a byte of UTF-8', () => {
    assert.equal(byteString('a.b'), 'a.b');
    assert.equal(byteString('é€'), '\xc3\xa9\xe2\x82\xac');
  });
});
