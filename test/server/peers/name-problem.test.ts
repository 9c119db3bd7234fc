import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { nameProblem } from '../../../src/server/peers/name-problem.ts';
import { pemOf, type CertificateName } from '../../support/certificates.ts';

describe('nameProblem', () => {
  // The texts are those of Go's x509.HostnameError.
  const rows: [certificate: CertificateName, host: string, problem: string | undefined][] = [
    ['server', 'localhost', undefined],
    ['server', 'LOCALHOST', undefined],
    ['server', '127.0.0.1', undefined],
    ['server', '::1', undefined],
    ['server', 'a.example', 'certificate is valid for localhost, not a.example'],
    ['route', '10.0.0.1', 'certificate is valid for 127.0.0.1, not 10.0.0.1'],
    [
      'server-other',
      '127.0.0.1',
      "cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs",
    ],
    [
      'stranger',
      'a.example',
      'certificate is not valid for any names, but wanted to match a.example',
    ],
    ['stranger', 'stranger', 'certificate relies on legacy Common Name field, use SANs instead'],
  ];
  for (const [name, host, problem] of rows) {
    it(`finds ${problem === undefined ? 'nothing' : 'what is'} wrong with ${name} as ${host}`, () => {
      const error = nameProblem(new X509Certificate(pemOf(name)), host);
      assert.equal(error?.message, problem);
      if (problem !== undefined) {
        assert.equal((error as NodeJS.ErrnoException).code, 'ERR_TLS_CERT_ALTNAME_INVALID');
      }
    });
  }
});
