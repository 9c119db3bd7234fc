/** Certificates and JWTs that a configuration names: do they count now, and for how long? */
import { X509Certificate } from 'node:crypto';
import { jwtPayload } from '../../server/options/jwt-payload.ts';
import type { ServerOptions } from '../../server/options/options.ts';
import type { TlsOptions } from '../../server/options/tls.ts';
import { error, warning, type Finding, type ValidateHost } from './findings.ts';

/** Who renews late renews within this. */
const SOON_MS = 14 * 24 * 3_600_000;

export function expiryFindings(options: ServerOptions, host: ValidateHost): Finding[] {
  return [
    ...tlsBlocks(options).flatMap(([where, tls]) => tlsFindings(where, tls, host)),
    ...jwtsOf(options, host).flatMap(({ where, jwt }) => jwtFindings(where, jwt, host.nowMs())),
  ];
}

function tlsBlocks(options: ServerOptions): [string, TlsOptions][] {
  const { cluster, gateway, leafnodes, websocket } = options;
  const blocks: [string, TlsOptions | undefined][] = [
    ['tls', options.tls],
    ['resolver_tls', options.resolverTls],
    ['cluster.tls', cluster?.tls],
    ['gateway.tls', gateway?.tls],
    ['leafnodes.tls', leafnodes?.tls],
    ['websocket.tls', websocket?.tls],
    ...(gateway?.gateways ?? []).map((remote, at): [string, TlsOptions | undefined] => [
      `gateway.gateways[${at}].tls`,
      remote.tls,
    ]),
    ...(leafnodes?.remotes ?? []).map((remote, at): [string, TlsOptions | undefined] => [
      `leafnodes.remotes[${at}].tls`,
      remote.tls,
    ]),
  ];
  return blocks.filter((block): block is [string, TlsOptions] => block[1] !== undefined);
}

function tlsFindings(where: string, tls: TlsOptions, host: ValidateHost): Finding[] {
  const files = [
    ...[tls, ...tls.certs].map(({ certFile }) => ({ key: 'cert_file', file: certFile })),
    { key: 'ca_file', file: tls.caFile },
  ];
  return files.flatMap(({ key, file }) => {
    if (file === undefined || file === '') return [];
    // Reading the configuration has shown that it can be read.
    const pems = host
      .readFile(file)
      .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERT[^-]+-----/g);
    return (pems ?? []).flatMap((pem) =>
      certificateFindings(`${where}.${key}`, file, pem, host.nowMs()),
    );
  });
}

function certificateFindings(where: string, file: string, pem: string, nowMs: number): Finding[] {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (cause) {
    return [
      error(where, `${file} has a certificate that can't be read: ${(cause as Error).message}`),
    ];
  }
  const { subject, validFrom, validTo } = certificate;
  const name = subject.replaceAll('\n', ', ');
  return timeFindings(where, `the certificate of ${name} in ${file}`, nowMs, {
    fromMs: Date.parse(validFrom),
    toMs: Date.parse(validTo),
  });
}

interface NamedJwt {
  readonly where: string;
  readonly jwt: string;
}

function jwtsOf(options: ServerOptions, host: ValidateHost): NamedJwt[] {
  const { operator, resolverPreload, defaultSentinel, leafnodes } = options;
  const read = (path: string): string => {
    // What can't be read was found by who looks at paths.
    return host.access(path, 'read') === undefined ? host.readFile(path) : '';
  };
  return [
    ...operator.map((jwt) => ({ where: 'operator', jwt })),
    ...Object.entries(resolverPreload).map(([key, jwt]) => ({
      where: `resolver_preload.${key}`,
      jwt,
    })),
    ...(defaultSentinel === undefined ? [] : [{ where: 'default_sentinel', jwt: defaultSentinel }]),
    ...(leafnodes?.remotes ?? []).flatMap(({ credentials }, at) =>
      credentials === undefined
        ? []
        : [{ where: `leafnodes.remotes[${at}].credentials`, jwt: read(credentials) }],
    ),
  ];
}

function jwtFindings(where: string, text: string, nowMs: number): Finding[] {
  if (text === '') return [];
  const claims = jwtPayload(text);
  if (claims === undefined) return [error(where, 'has no JWT that can be read')];
  const { exp = 0, nbf = 0, name = '' } = claims;
  return timeFindings(where, name === '' ? 'the JWT' : `the JWT of ${name}`, nowMs, {
    fromMs: nbf * 1000,
    toMs: exp === 0 ? Infinity : exp * 1000,
  });
}

function timeFindings(
  where: string,
  what: string,
  nowMs: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Finding[] {
  if (toMs <= nowMs) return [error(where, `${what} expired on ${day(toMs)}`)];
  if (fromMs > nowMs) return [error(where, `${what} is not valid before ${day(fromMs)}`)];
  return toMs - nowMs < SOON_MS ? [warning(where, `${what} expires on ${day(toMs)}`)] : [];
}

function day(ms: number): string {
  return new Date(ms).toISOString().replace(/\.000Z$/, 'Z');
}
