/** `spec.tls` of a NatsCluster: for each kind of connection a Secret and the files in it. */
import { choice, decimal, flag, list, object, text, type Schema } from './schema.ts';

/** Go's names of cipher suites that a nats-server takes. */
const CIPHER_SUITES = [
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
] as const;

const CURVES = ['CurveP256', 'CurveP384', 'CurveP521', 'X25519'] as const;

/** Certificates as cert-manager writes them are `ca.crt`, `tls.key` and `tls.crt`. */
function files<const P extends string>(
  prefix: P,
  of: string,
  [ca, key, certificate]: readonly [string, string, string],
): Record<P | `${P}CAFileName` | `${P}KeyFileName` | `${P}CertFileName`, Schema<string>> {
  const file = (what: string, name: string): Schema<string> =>
    text(`The ${what} in it; \`${name}\` by default.`, name, {
      minLength: 1,
      pattern: '^[-._a-zA-Z0-9]+$',
    });
  return {
    [prefix]: text(`The Secret with the certificate of ${of}.`, `${prefix}-tls`, { minLength: 1 }),
    [`${prefix}CAFileName`]: file('certificate of the authority', ca),
    [`${prefix}KeyFileName`]: file('key', key),
    [`${prefix}CertFileName`]: file('certificate', certificate),
  } as Record<P | `${P}CAFileName` | `${P}KeyFileName` | `${P}CertFileName`, Schema<string>>; // These four.
}

/** The names of files that nats-operator takes for granted. */
export const TLS_FILES = {
  serverSecret: ['ca.pem', 'server-key.pem', 'server.pem'],
  routesSecret: ['ca.pem', 'route-key.pem', 'route.pem'],
  gatewaySecret: ['ca.pem', 'server-key.pem', 'server.pem'],
  leafnodeSecret: ['ca.pem', 'server-key.pem', 'server.pem'],
  websocketSecret: ['ca.pem', 'server-key.pem', 'server.pem'],
} as const;

const seconds = (of: string): Schema<number> =>
  decimal(`Seconds ${of} have for the TLS handshake.`, { minimum: 0 });

export const TLS = object('Certificates.', {
  ...files('serverSecret', 'clients’ connections', TLS_FILES.serverSecret),
  ...files('routesSecret', 'routes', TLS_FILES.routesSecret),
  ...files('gatewaySecret', 'gateways', TLS_FILES.gatewaySecret),
  ...files('leafnodeSecret', 'leafnodes', TLS_FILES.leafnodeSecret),
  ...files('websocketSecret', 'websockets', TLS_FILES.websocketSecret),
  enableHttps: flag('Whether monitoring on port 8222 is HTTPS, with the certificate of clients.'),
  clientsTLSTimeout: seconds('clients'),
  routesTLSTimeout: seconds('routes'),
  gatewaysTLSTimeout: seconds('gateways'),
  leafnodesTLSTimeout: seconds('leafnodes'),
  websocketTLSTimeout: seconds('websockets'),
  verify: flag('Whether clients must show a certificate of the authority.'),
  cipherSuites: list(
    choice('A cipher suite.', CIPHER_SUITES),
    'The only cipher suites clients may use.',
  ),
  curvePreferences: list(
    choice('A curve.', CURVES),
    'The only curves clients may use, the best first.',
  ),
});
