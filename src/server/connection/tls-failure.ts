/** Why a handshake failed, in the words of Go's crypto/tls, which people and tools know from nats-server's log. */

export interface TlsFailure {
  readonly text: string;
  /** Whether no client of NATS tried. */
  readonly isProbe: boolean;
  /** Whether all is wrong with a server's certificate is that it is for another name. */
  readonly isWrongName?: boolean;
}

const UNKNOWN_AUTHORITY = 'certificate signed by unknown authority';
const NO_CERTIFICATE = "tls: client didn't provide a certificate";
const NOT_TLS = 'tls: first record does not look like a TLS handshake';

/** By what OpenSSL calls it, without `ERR_SSL_`. */
const TEXTS: Readonly<Record<string, string>> = {
  WRONG_VERSION_NUMBER: NOT_TLS,
  HTTP_REQUEST: NOT_TLS,
  HTTPS_PROXY_REQUEST: NOT_TLS,
  UNEXPECTED_MESSAGE: NOT_TLS,
  BAD_RECORD_TYPE: NOT_TLS,
  UNSUPPORTED_PROTOCOL: 'tls: client offered only unsupported versions',
  VERSION_TOO_LOW: 'tls: client offered only unsupported versions',
  NO_SHARED_CIPHER: 'tls: no cipher suite supported by both client and server',
  NO_SUITABLE_KEY_SHARE: 'tls: no key exchanges supported by both client and server',
  NO_SHARED_GROUPS: 'tls: no key exchanges supported by both client and server',
  PEER_DID_NOT_RETURN_A_CERTIFICATE: NO_CERTIFICATE,
  TLSV1_ALERT_UNKNOWN_CA: 'remote error: tls: unknown certificate authority',
  SSLV3_ALERT_BAD_CERTIFICATE: 'remote error: tls: bad certificate',
  SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'remote error: tls: unknown certificate',
  SSLV3_ALERT_CERTIFICATE_EXPIRED: 'remote error: tls: expired certificate',
  SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: 'remote error: tls: unsupported certificate',
  SSLV3_ALERT_HANDSHAKE_FAILURE: 'remote error: tls: handshake failure',
  TLSV1_ALERT_PROTOCOL_VERSION: 'remote error: tls: protocol version not supported',
  TLSV1_ALERT_ACCESS_DENIED: 'remote error: tls: access denied',
  TLSV1_ALERT_INTERNAL_ERROR: 'remote error: tls: internal error',
};

/** Why the peer's certificate does not count, by OpenSSL's codes. */
const VERIFICATION: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'certificate has expired or is not yet valid',
  CERT_NOT_YET_VALID: 'certificate has expired or is not yet valid',
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  INVALID_PURPOSE: 'certificate specifies an incompatible key usage',
};

export function handshakeFailure(error: NodeJS.ErrnoException): TlsFailure {
  const { code = '', message } = error;
  if (code === 'ECONNRESET' || code === 'EPIPE') return { text: 'EOF', isProbe: false };
  const text = TEXTS[code.replace(/^ERR_SSL_/, '')] ?? message;
  return { text, isProbe: text === NOT_TLS };
}

export function verificationFailure(error: NodeJS.ErrnoException): TlsFailure {
  const { code = '', message } = error;
  const reason = VERIFICATION[code] ?? message;
  return { text: `tls: failed to verify certificate: x509: ${reason}`, isProbe: false };
}
