import assert from 'node:assert/strict';
import { crc16 } from '../../src/nkeys/crc16.ts';

describe('crc16', () => {
  it('gives the check value of CRC-16/XMODEM', () => {
    assert.equal(crc16(Buffer.from('123456789')), 0x31c3);
  });

  it('is zero for nothing and for zeros', () => {
    assert.equal(crc16(new Uint8Array(0)), 0);
    assert.equal(crc16(new Uint8Array(35)), 0);
  });
});
