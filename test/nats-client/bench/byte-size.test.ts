import assert from 'node:assert/strict';
import { formatByteSize, parseByteSize } from '../../../src/nats-client/bench/byte-size.ts';

describe('parseByteSize', () => {
  const sizes: readonly (readonly [string, number])[] = [
    ['0', 0],
    ['128', 128],
    ['128B', 128],
    ['1k', 1024],
    ['1KB', 1024],
    ['1KiB', 1024],
    ['1MiB', 1_048_576],
    [' 2 mb ', 2_097_152],
    ['1G', 1_073_741_824],
  ];
  for (const [text, bytes] of sizes) {
    it(`reads ${JSON.stringify(text)}`, () => assert.equal(parseByteSize(text), bytes));
  }
  for (const text of ['', 'B', '-1', '1.5KB', '1XB', '1e3', 'KB1']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseByteSize(text), { code: 'ERR_BYTE_SIZE' });
    });
  }
});

describe('formatByteSize', () => {
  const texts: readonly (readonly [number, string])[] = [
    [0, '0 B'],
    [16, '16 B'],
    [1023, '1023 B'],
    [1023.6, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [10 * 1024, '10 KiB'],
    [1024 * 1024 - 1, '1.0 MiB'],
    [226.4 * 1024 * 1024, '226 MiB'],
  ];
  for (const [bytes, text] of texts) {
    it(`writes ${bytes} as ${text}`, () => assert.equal(formatByteSize(bytes), text));
  }
});
