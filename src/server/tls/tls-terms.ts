/** A `tls` block → what handshakes need. Made at the start, and again with each reload: connections keep what they have. */
import { constants } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { NatsxError } from '../../base/errors.ts';
import type { TlsTerms } from '../connection/tls-transport.ts';
import { readAuthorities, readKeyPair, type KeyPair } from '../options/certificates.ts';
import type { TlsOptions } from '../options/tls.ts';
import { cipherList, curveList } from './openssl-names.ts';
import type { RateCounter } from './rate-counter.ts';

/** The part of a `tls` block that says how to encrypt, and the files that it names. */
export type TlsFiles = Pick<
  TlsOptions,
  | 'certFile'
  | 'keyFile'
  | 'caFile'
  | 'certs'
  | 'verify'
  | 'verifyAndMap'
  | 'cipherSuites'
  | 'curvePreferences'
  | 'minVersion'
>;

/** How a server encrypts: for `tls.Server`s and handshakes alike. */
export interface ServerTls {
  /** For clients that name no server, or one that no certificate is for. */
  readonly secureContext: SecureContext;
  /** What `secureContext` was made of; `https.Server` makes its own. */
  readonly contextOptions: SecureContextOptions;
  /** The context for a client that names a server, if there are several. */
  readonly contextFor: ((serverName: string) => SecureContext) | undefined;
  readonly requestsCertificate: boolean;
}

/** How a server connects to others: for `tls.connect` and `https`. */
export interface ClientTls extends SecureContextOptions {
  /** Whether the certificate of the other side must be good. */
  readonly rejectUnauthorized: boolean;
}

/** Reads the files of `options`. Throws a NatsxError, ERR_TLS, when they are not what they should be. */
export function serverTls(options: TlsFiles): ServerTls {
  const pairs = readPairs(options);
  const shared = sharedOptions(options);
  const contextOptions = { ...shared, ...certificateOptions(pairs) };
  const secureContext = contextOf(contextOptions);
  return {
    secureContext,
    contextOptions,
    contextFor: pairs.length > 1 ? chooser(pairs, shared, secureContext) : undefined,
    requestsCertificate: options.verify || options.verifyAndMap,
  };
}

/** The same for connections that this server makes: it shows certificates only if there are any. */
export function clientTls(options: TlsFiles & Pick<TlsOptions, 'insecure'>): ClientTls {
  const { certFile, keyFile, certs, insecure } = options;
  const shows = certs.length > 0 || certFile !== undefined || keyFile !== undefined;
  return {
    ...sharedOptions(options),
    ...(shows ? certificateOptions(readPairs(options)) : {}),
    rejectUnauthorized: !insecure,
  };
}

/**
 * Picks the certificates that are for the name of a server, the given ones in doubt. Of several kinds of keys the client
 * chooses; to those of the default context Node only adds, so that one for another name may win if its kind is another.
 */
function chooser(
  pairs: readonly KeyPair[],
  shared: SecureContextOptions,
  byDefault: SecureContext,
): (serverName: string) => SecureContext {
  const contexts = new Map<string, SecureContext>();
  return (serverName) => {
    const fitting = pairs.filter(
      ({ certificate }) => certificate.checkHost(serverName) !== undefined,
    );
    if (fitting.length === 0) return byDefault;
    const key = fitting.map(({ certificate }) => certificate.fingerprint256).join();
    const context = contexts.get(key) ?? contextOf({ ...shared, ...certificateOptions(fitting) });
    contexts.set(key, context);
    return context;
  };
}

/** The first certificate of each kind of key: OpenSSL keeps no more in a context. */
function certificateOptions(pairs: readonly KeyPair[]): SecureContextOptions {
  const kinds = pairs.map(({ certificate }) => certificate.publicKey.asymmetricKeyType);
  const first = pairs.filter((_, index) => kinds.indexOf(kinds[index]) === index);
  return { cert: first.map(({ chain }) => chain), key: first.map(({ key }) => key) };
}

/** How clients are received, by the `tls` block and what stands beside it. */
export function tlsTerms(
  options: TlsOptions,
  allowsPlain: boolean,
  rateCounter: RateCounter | undefined,
): TlsTerms {
  return {
    ...serverTls(options),
    timeoutMs: options.timeoutMs,
    handshakeFirst: options.handshakeFirst,
    allowsPlain,
    pinnedKeys: new Set(options.pinnedCerts),
    admits: () => rateCounter?.admit() ?? true,
  };
}

/** The certificates of a block, with their keys. */
export function readPairs({ certFile, keyFile, certs }: TlsFiles): KeyPair[] {
  if (certs.length > 0) {
    return certs.map((pair, index) =>
      // The options are not complete without both.
      readKeyPair(pair.certFile!, pair.keyFile!, readPem, ` ${index + 1}/${certs.length}`),
    );
  }
  if (certFile === undefined) throw missing('cert_file');
  if (keyFile === undefined) throw missing('key_file');
  return [readKeyPair(certFile, keyFile, readPem)];
}

function readPem(file: string): string {
  return readFileSync(file, 'latin1');
}

function missing(key: string): NatsxError {
  return new NatsxError('ERR_TLS', `missing '${key}' in TLS configuration`);
}

function sharedOptions(options: TlsFiles): SecureContextOptions {
  const { caFile, cipherSuites, curvePreferences, minVersion } = options;
  const curves = curveList(curvePreferences);
  if (curves === '') {
    throw new NatsxError(
      'ERR_TLS',
      `this Node.js knows none of the curve preferences ${(curvePreferences ?? []).join(', ')}`,
    );
  }
  return {
    ...(caFile === undefined ? {} : { ca: readAuthorities(caFile, readPem) }),
    ciphers: cipherList(cipherSuites),
    ecdhCurve: curves,
    minVersion: minVersion === '1.3' ? 'TLSv1.3' : 'TLSv1.2',
    honorCipherOrder: true,
    // Go's crypto/tls does not renegotiate either.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    // Without one, OpenSSL refuses to resume sessions of clients that showed a certificate.
    sessionIdContext: 'natsx',
  };
}

/** The context of `options`. Throws a NatsxError, ERR_TLS, if OpenSSL can't use them. */
export function contextOf(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (error) {
    const text = `error in TLS configuration: ${(error as Error).message}`;
    throw new NatsxError('ERR_TLS', text, { cause: error });
  }
}
