import assert from 'node:assert/strict';
import {
  handshakeFailure,
  verificationFailure,
} from '../../../src/server/connection/tls-failure.ts';

describe('handshakeFailure', () => {
  const table: [code: string, text: string, isProbe: boolean][] = [
    ['ECONNRESET', 'EOF', false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls: first record does not look like a TLS handshake', true],
    ['ERR_SSL_HTTP_REQUEST', 'tls: first record does not look like a TLS handshake', true],
    [
      'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE',
      "tls: client didn't provide a certificate",
      false,
    ],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'remote error: tls: bad certificate', false],
    ['ERR_SSL_SOMETHING_NEW', 'as OpenSSL says', false],
  ];
  for (const [code, text, isProbe] of table) {
    it(`puts ${code} into Go's words`, () => {
      const error = Object.assign(new Error('as OpenSSL says'), { code });
      assert.deepEqual(handshakeFailure(error), { text, isProbe });
    });
  }
});

describe('verificationFailure', () => {
  const table: [code: string, reason: string][] = [
    ['CERT_HAS_EXPIRED', 'certificate has expired or is not yet valid'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate signed by unknown authority'],
    ['SOMETHING_NEW', 'as OpenSSL says'],
  ];
  for (const [code, reason] of table) {
    it(`says ${reason}`, () => {
      const error = Object.assign(new Error('as OpenSSL says'), { code });
      const text = `tls: failed to verify certificate: x509: ${reason}`;
      assert.deepEqual(verificationFailure(error), { text, isProbe: false });
    });
  }
});
