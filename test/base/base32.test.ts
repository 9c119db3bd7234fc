import assert from 'node:assert/strict';
import { decodeBase32, encodeBase32 } from '../../src/base/base32.ts';

// RFC 4648 section 10, without its padding.
const VECTORS = [
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
] as const;

describe('base32', () => {
  for (const [bytes, text] of VECTORS) {
    it(`writes "${bytes}" as "${text}" and reads it back`, () => {
      assert.equal(encodeBase32(Buffer.from(bytes)), text);
      assert.equal(Buffer.from(decodeBase32(text)).toString(), bytes);
      assert.equal(Buffer.from(decodeBase32(Buffer.from(text))).toString(), bytes);
    });
  }

  for (const [text, at] of [
    ['MZXw', 3],
    ['0MZX', 0],
    ['MZ1X', 2],
    ['MZ X', 2],
    ['MY======', 2],
    ['MéXQ', 1],
  ] as const) {
    it(`names the place of the wrong letter in "${text}", not the letter`, () => {
      assert.throws(() => decodeBase32(text), {
        code: 'ERR_BASE32',
        message: `illegal base32 data at input byte ${at}`,
      });
    });
  }

  it('drops bits at the end that make no byte', () => {
    assert.deepEqual(decodeBase32('MZ'), decodeBase32('MY'));
    assert.deepEqual(decodeBase32('A'), new Uint8Array(0));
  });
});
