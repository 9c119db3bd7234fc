/** `tls` blocks of servers → how they are received, and dialed. Made at the start, and again with each reload. */
import type { SecureContext } from 'node:tls';
import type { TlsTerms } from '../connection/tls-transport.ts';
import type { TlsOptions } from '../options/tls.ts';
import { clientTls, contextOf, tlsTerms, type TlsFiles } from '../tls/tls-terms.ts';

/** How other servers are dialed; the name of the one that is comes with its URL. */
export interface DialTls {
  readonly secureContext: SecureContext;
  /** Whether its certificate must be good: signed by one that is known, and for its name. */
  readonly verifies: boolean;
  /** Keys (hex sha256 of their SPKI) that its certificate may have; empty for any. */
  readonly pinnedKeys: ReadonlySet<string>;
  readonly timeoutMs: number;
}

/** The part of a `tls` block that dialing is about. */
type DialOptions = TlsFiles & Pick<TlsOptions, 'insecure' | 'timeoutMs' | 'pinnedCerts'>;

/** Routes and gateways are received: encrypted before all else, with certificates on both sides (nats-server opts.go). */
export function peerTerms(options: TlsOptions): TlsTerms {
  return {
    ...tlsTerms(options, false, undefined),
    handshakeFirst: true,
    requestsCertificate: true,
  };
}

/** Leafnodes are received as clients are, but never in the clear where there is TLS. */
export function leafTerms(options: TlsOptions): TlsTerms {
  return tlsTerms(options, false, undefined);
}

/**
 * How servers are dialed by `options`. What is pinned is said by the block of who dials, not by that of a remote. Throws
 * NatsxError, ERR_TLS, if the files can't be used.
 */
export function dialTls(
  options: DialOptions,
  pinnedCerts: readonly string[] = options.pinnedCerts,
): DialTls {
  const { rejectUnauthorized, ...context } = clientTls(options);
  return {
    secureContext: contextOf(context),
    verifies: rejectUnauthorized,
    pinnedKeys: new Set(pinnedCerts),
    timeoutMs: options.timeoutMs,
  };
}

/** How a server is dialed that asks for TLS where no block says how: by the authorities that Node knows. */
export function defaultDialTls(pinnedCerts: readonly string[] = []): DialTls {
  return dialTls(BY_DEFAULT, pinnedCerts);
}

const BY_DEFAULT: DialOptions = {
  certFile: undefined,
  keyFile: undefined,
  caFile: undefined,
  certs: [],
  verify: false,
  verifyAndMap: false,
  insecure: false,
  cipherSuites: undefined,
  curvePreferences: undefined,
  minVersion: '1.2',
  timeoutMs: 2_000,
  pinnedCerts: [],
};

/** How the remotes of a gateway are dialed: by their own blocks, or else by the gateway's; undefined if neither has one. */
export function remoteTls(
  remote: TlsOptions | undefined,
  own: TlsOptions | undefined,
): DialTls | undefined {
  const options = remote ?? own;
  return options && dialTls(options, own?.pinnedCerts ?? []);
}
