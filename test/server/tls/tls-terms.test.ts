import assert from 'node:assert/strict';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import { RateCounter } from '../../../src/server/tls/rate-counter.ts';
import { clientTls, serverTls, tlsTerms } from '../../../src/server/tls/tls-terms.ts';
import { certificateFile, keyFile, pairOptions } from '../../support/certificates.ts';

function tlsOf(tls: GivenServerOptions['tls']) {
  const complete = completeOptions({ tls }).tls;
  assert.ok(complete !== undefined);
  return complete;
}

describe('serverTls', () => {
  const pair = pairOptions('server');

  it('asks for a certificate to verify, or to map, it', () => {
    assert.equal(serverTls(tlsOf(pair)).requestsCertificate, false);
    assert.equal(serverTls(tlsOf({ ...pair, verify: true })).requestsCertificate, true);
    assert.equal(serverTls(tlsOf({ ...pair, verifyAndMap: true })).requestsCertificate, true);
  });

  it('needs a certificate', () => {
    assert.throws(() => serverTls(tlsOf({})), {
      code: 'ERR_TLS',
      message: "missing 'cert_file' in TLS configuration",
    });
  });

  it('says which of several certificates is wrong', () => {
    const wrong = { certFile: certificateFile('server'), keyFile: keyFile('client') };
    assert.throws(
      () => serverTls(tlsOf({ certs: [pair, wrong] })),
      /^NatsxError: error parsing X509 certificate\/key pair 2\/2: /,
    );
  });

  it('refuses curves of which none is known', () => {
    const tls = tlsOf({ ...pair, curvePreferences: ['X25519MLKEM768'] });
    assert.throws(() => serverTls(tls), /knows none of the curve preferences X25519MLKEM768/);
  });

  it('makes one context for all names that have the same certificates', () => {
    const { contextFor } = serverTls(tlsOf({ certs: [pair, pairOptions('server-other')] }));
    assert.equal(contextFor?.('other.example'), contextFor?.('OTHER.example'));
    assert.notEqual(contextFor?.('other.example'), contextFor?.('localhost'));
    assert.equal(serverTls(tlsOf(pair)).contextFor, undefined);
  });
});

describe('clientTls', () => {
  function clientTlsOf(resolverTls: GivenServerOptions['resolverTls']) {
    const complete = completeOptions({ resolverTls }).resolverTls;
    assert.ok(complete !== undefined);
    return clientTls(complete);
  }

  it('needs no certificate, and shows one if there is', () => {
    const { ca, cert, rejectUnauthorized } = clientTlsOf({ caFile: certificateFile('ca') });
    assert.ok(ca !== undefined && cert === undefined && rejectUnauthorized);
    assert.equal((clientTlsOf(pairOptions('client')).cert as string[]).length, 1);
  });

  it('trusts everybody if it is told so', () => {
    assert.equal(clientTlsOf({ insecure: true }).rejectUnauthorized, false);
  });
});

describe('tlsTerms', () => {
  it('admits as many as the rate allows', () => {
    const tls = tlsOf(pairOptions('server'));
    const terms = tlsTerms(tls, false, new RateCounter(1, () => 0));
    assert.deepEqual([terms.admits(), terms.admits()], [true, false]);
    assert.equal(tlsTerms(tls, false, undefined).admits(), true);
  });

  it('compares pins in lower case', () => {
    const tls = tlsOf({ ...pairOptions('server'), pinnedCerts: ['AB'.repeat(32)] });
    assert.deepEqual([...tlsTerms(tls, false, undefined).pinnedKeys], ['ab'.repeat(32)]);
  });
});
