import assert from 'node:assert/strict';
import { createSecureContext, getCiphers } from 'node:tls';
import { ciphers, isWeakCipher } from '../../../src/server/options/ciphers.ts';
import { cipherList, curveList } from '../../../src/server/tls/openssl-names.ts';

describe('cipherList', () => {
  it('offers every safe cipher suite, in words that OpenSSL knows, AES-GCM first', () => {
    const names = cipherList().split(':');
    assert.equal(names.length, ciphers.filter((name) => !isWeakCipher(name)).length);
    const known = new Set(getCiphers());
    assert.deepEqual(
      names.filter((name) => !known.has(name.toLowerCase())),
      [],
    );
    assert.equal(names[0], 'TLS_AES_128_GCM_SHA256');
    const firstCbc = names.findIndex((name) => /AES\d+-SHA$/.test(name));
    assert.ok(names.slice(firstCbc).every((name) => /AES\d+-SHA$/.test(name)));
  });

  it('keeps the order that is wanted, after those of TLS 1.3, which are always there', () => {
    const wanted = ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_AES_256_GCM_SHA384'];
    assert.equal(
      cipherList(wanted),
      'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE-RSA-AES256-GCM-SHA384',
    );
  });
});

describe('curveList', () => {
  it('names curves as OpenSSL does', () => {
    assert.equal(curveList(['CurveP384', 'X25519']), 'P-384:X25519');
    createSecureContext({ ecdhCurve: curveList() });
  });

  it('leaves out what OpenSSL does not know yet', () => {
    assert.equal(curveList(['X25519MLKEM768', 'CurveP256']), 'P-256');
    assert.equal(curveList(['X25519MLKEM768']), '');
  });
});
