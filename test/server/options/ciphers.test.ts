import assert from 'node:assert/strict';
import { getCiphers } from 'node:tls';
import {
  ciphers,
  isKnownCipher,
  isWeakCipher,
  openSslCipher,
} from '../../../src/server/options/ciphers.ts';

describe('ciphers', () => {
  it('has the strong ones under names that OpenSSL knows', () => {
    const known = getCiphers();
    for (const name of ciphers.filter((each) => !isWeakCipher(each))) {
      assert.ok(known.includes(openSslCipher(name)!.toLowerCase()), name);
    }
  });

  it('knows no other', () => {
    assert.ok(!isKnownCipher('FOO') && !isKnownCipher('toString'));
    assert.equal(openSslCipher('FOO'), undefined);
  });
});
