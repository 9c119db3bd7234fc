import assert from 'node:assert/strict';
import { decodeRawUrlBase64 } from '../../../src/cli/nk/base64.ts';

describe('decodeRawUrlBase64', () => {
  for (const [text, bytes] of [
    ['', ''],
    ['-_8', 'fbff'],
    ['-_\r\n8\n', 'fbff'],
    ['AAAA', '000000'],
    ['AB', '00'], // The last four bits are dropped, as in Go.
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.equal(decodeRawUrlBase64(Buffer.from(text)).toString('hex'), bytes);
    });
  }

  for (const [text, at] of [
    ['AA==', 2],
    ['A+AA', 1],
    ['AA A', 2],
    ['A\nA=', 3],
    ['A', 0],
    ['AAAAA', 4],
    ['AAAAA\n', 5],
  ] as const) {
    it(`names the place of what is wrong in ${JSON.stringify(text)}`, () => {
      assert.throws(() => decodeRawUrlBase64(Buffer.from(text)), {
        message: `illegal base64 data at input byte ${at}`,
      });
    });
  }
});
