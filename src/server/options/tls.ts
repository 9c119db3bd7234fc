/** The `tls` blocks: certificates, whom to verify, and when to start. */
import { parseDuration } from '../../base/duration.ts';
import { block, blocks, type Block, type BlockProblem } from './block.ts';
import { isKnownCipher, isWeakCipher } from './ciphers.ts';
import type { Kind } from './kind.ts';
import { boolean, integer, list, oneOf, path, text, timeout } from './kinds.ts';
import { option, type GivenOf, type OptionsOf } from './option.ts';
import { tlsFileProblem } from './tls-files.ts';

/** By Go's names. */
export const curves = ['X25519', 'CurveP256', 'CurveP384', 'CurveP521', 'X25519MLKEM768'] as const;

const certificateTable = {
  /** File with the certificate chain in PEM. */
  certFile: option(path),
  /** File with its private key in PEM. */
  keyFile: option(path),
};

const certificates = blocks(
  block(certificateTable, {
    name: 'certificate',
    unknown: (key) => `error parsing tls certs config, unknown field ${JSON.stringify(key)}`,
    check: ({ certFile = '', keyFile = '' }) =>
      certFile !== '' && keyFile !== ''
        ? []
        : [
            "error parsing certificates config: both 'cert_file' and 'cert_key' options are required",
          ],
  }),
);

/** nats-server: 50 ms of INFO's absence tell a client that starts TLS at once from one that waits. */
const AUTO_FALLBACK_MS = 50;

/** `false`, `true`, or the ms that a client has to start TLS before it is sent INFO unencrypted. */
const handshakeFirst: Kind<boolean | number, boolean | number | 'auto'> = {
  name: 'boolean, "auto" or duration',
  read(source) {
    if (source.is('boolean')) return source.value.value;
    if (!source.is('string')) return source.expected('a boolean or a string');
    const word = source.value.value.toLowerCase();
    if (word === 'true' || word === 'on') return true;
    if (word === 'false' || word === 'off') return false;
    if (word === 'auto' || word === 'auto_fallback') return 'auto';
    try {
      return parseDuration(source.value.value);
    } catch {
      // Not a duration either: the text says both.
      return source.error(
        `field ${JSON.stringify(source.key)}'s value ${JSON.stringify(source.value.value)} is invalid`,
      );
    }
  },
  complete(given, place) {
    if (given === 'auto') return AUTO_FALLBACK_MS;
    if (typeof given === 'boolean' || (Number.isFinite(given) && given >= 0)) return given;
    place.error('must be true, false, "auto" or a duration in ms');
    return false;
  },
};

const ocspPeer: Kind<boolean | Readonly<Record<string, unknown>>> = {
  name: 'boolean or block',
  read(source) {
    if (source.is('boolean')) return source.value.value;
    return source.is('map') ? {} : source.expected('a boolean or a map');
  },
  complete: (given) => given,
};

const pinnedCertificate: Kind<string> = {
  ...text({
    check: (pin) =>
      /^[\da-f]{64}$/i.test(pin)
        ? undefined
        : `error parsing tls config, 'pinned_certs' key ${pin.toLowerCase()} does not look like hex-encoded sha256 of DER encoded SubjectPublicKeyInfo`,
  }),
  name: 'hex sha256',
  complete: (given) => given.toLowerCase(),
};

const tlsTable = {
  /** File with the certificate chain in PEM. */
  certFile: option(path),
  /** File with its private key in PEM. */
  keyFile: option(path),
  /** File with the certificates in PEM that sign those of the other side. Default the system's. */
  caFile: option(path),
  /** Several certificates, of which the one that fits the client's server name is shown. */
  certs: option(certificates, {
    aliases: ['certificates'],
    since: '2.10',
    default: [],
  }),
  /** Whether the other side must show a certificate that is signed by one of `caFile`. Default false. */
  verify: option(boolean, { default: false }),
  /** Whether the names in the client's certificate also say which user it is. Default false. */
  verifyAndMap: option(boolean, { default: false }),
  /** Whether a route's or gateway's certificate must name one of the configured URLs. Default false. */
  verifyCertAndCheckKnownUrls: option(boolean, { default: false }),
  /** Whether the certificate of a server that is connected to is not verified. Default false. */
  insecure: option(boolean, { default: false }),
  /** Time in ms that a handshake may take. Default 2000. */
  timeoutMs: option(timeout('tls config'), {
    default: 2000,
    zeroIsDefault: true,
  }),
  /** Cipher suites of TLS 1.2 that are offered, under Go's or IANA's names. Default the safe ones. */
  cipherSuites: option(
    list(
      text({
        check: (name) => (isKnownCipher(name) ? undefined : `unrecognized cipher ${name}`),
      }),
    ),
    {},
  ),
  /** Curves of the key exchange, the preferred first. Default X25519, then P-256, P-384 and P-521. */
  curvePreferences: option(
    list(
      text({
        check: (name) =>
          (curves as readonly string[]).includes(name)
            ? undefined
            : `unrecognized curve preference ${name}`,
      }),
    ),
    {},
  ),
  /** Oldest version of TLS that is spoken. Default "1.2". */
  minVersion: option(
    oneOf(['1.2', '1.3'], {
      spellings: { tls12: '1.2', 'tls1.2': '1.2', tls13: '1.3', 'tls1.3': '1.3' },
      unknown: (_, version) => `error parsing tls config: ${versionProblem(version)}`,
    }),
    { default: '1.2', since: '2.10' },
  ),
  /** Whether cipher suites that are known to be weak may be listed. Default false. */
  allowInsecureCipherSuites: option(boolean, {
    default: false,
    since: '2.12',
  }),
  /** Hex sha256 of the public keys (DER SubjectPublicKeyInfo) that the other side's certificate may have. Default any. */
  pinnedCerts: option(list(pinnedCertificate), { default: [] }),
  /** Whether TLS starts before INFO; a number is the ms after which INFO is sent first all the same. Default false. */
  handshakeFirst: option(handshakeFirst, {
    aliases: ['first', 'immediate'],
    default: false,
    since: '2.10',
  }),
  /** New TLS connections a second; 0 is unlimited. Default 0. */
  connectionRateLimit: option(integer({ min: 0 }), { default: 0 }),
  /** Windows' certificate store. */
  certStore: option(text(), {
    since: '2.10',
    unserved: {
      refuses: "Windows' certificate store is not served: connections would not be encrypted",
    },
  }),
  /** What certificates of the store are found by. */
  certMatchBy: option(text(), { since: '2.10' }),
  /** What is looked for in the store. */
  certMatch: option(text(), { since: '2.10' }),
  /** What the certificates in the store that sign those of the other side are found by. */
  caCertsMatch: option(list(text(), { single: true }), { since: '2.10' }),
  /** Whether certificates of the store that are not valid are passed over. */
  certMatchSkipInvalid: option(boolean, { since: '2.10' }),
  /** Whether the client's certificate is checked by OCSP. Default false. */
  ocspPeer: option(ocspPeer, {
    since: '2.10',
    unserved: { refuses: 'OCSP is not served: revoked certificates would be let in' },
  }),
};

/** How connections are encrypted, and who is on the other side. */
export type TlsOptions = OptionsOf<typeof tlsTable>;
export type GivenTls = GivenOf<typeof tlsTable>;

function versionProblem(version: string): string {
  const name = /^(?:tls)?1\.?([01])$/i.exec(version);
  return name === null
    ? `unknown version: ${version}`
    : `unsupported TLS version: TLS 1.${name[1]}`;
}

/** A `tls` block. Only routes and gateways may check the URLs: `peer`. */
export function tls({ peer = false } = {}): Block<TlsOptions, GivenTls> {
  const plain = block(tlsTable, {
    unknown: (key) => `error parsing tls config, unknown field ${JSON.stringify(key)}`,
    check: (given) => tlsProblems(given, peer),
  });
  return {
    ...plain,
    read(source) {
      const given = plain.read(source);
      const problem = given && tlsFileProblem(given, (file) => source.readFile(file));
      return problem === undefined ? given : source.error(problem);
    },
  };
}

function tlsProblems(given: GivenTls, peer: boolean): BlockProblem[] {
  const { certFile = '', keyFile = '', certs = [], cipherSuites, curvePreferences } = given;
  if (given.verifyCertAndCheckKnownUrls === true && !peer) {
    return [
      {
        text: 'verify_cert_and_check_known_urls not supported in this context',
        of: 'verifyCertAndCheckKnownUrls',
      },
    ];
  }
  const empty = (key: string, of: string): BlockProblem => ({
    text: `error parsing tls config, '${key}' cannot be empty`,
    of,
  });
  if (cipherSuites?.length === 0) return [empty('cipher_suites', 'cipherSuites')];
  if (curvePreferences?.length === 0) return [empty('curve_preferences', 'curvePreferences')];
  const weak = (cipherSuites ?? []).filter(isWeakCipher);
  if (weak.length > 0 && given.allowInsecureCipherSuites !== true) {
    return [
      `insecure cipher suites configured without 'allow_insecure_cipher_suites' option set: ${weak.join(', ')}`,
    ];
  }
  if (certs.length > 0 && certFile !== '') {
    return ["error parsing tls config, cannot combine 'cert_file' option with 'certs' option"];
  }
  if (certFile !== '' && keyFile === '') return ["missing 'key_file' in TLS configuration"];
  if (certFile === '' && keyFile !== '') return ["missing 'cert_file' in TLS configuration"];
  return [];
}
