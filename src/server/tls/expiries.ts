/** When the certificates of a server expire: what it shows clients, and the peers of each block. */
import type { ServerOptions } from '../options/options.ts';
import { readPairs, type TlsFiles } from './tls-terms.ts';

const blocks = ['cluster', 'gateway', 'leafnodes', 'websocket'] as const;

/** In ms since 1970; undefined where none is shown. Throws a NatsxError, ERR_TLS, for one that can't be used. */
export function certificateExpiries(
  options: Pick<ServerOptions, 'tls' | (typeof blocks)[number]>,
): Readonly<Record<'clients' | (typeof blocks)[number], number | undefined>> {
  const [cluster, gateway, leafnodes, websocket] = blocks.map((name) => expiry(options[name]?.tls));
  return { clients: expiry(options.tls), cluster, gateway, leafnodes, websocket };
}

/** nats-server monitor.go, tlsCertNotAfter: of several certificates the first counts. */
function expiry(tls: TlsFiles | undefined): number | undefined {
  const isShown = tls !== undefined && (tls.certFile !== undefined || tls.certs.length > 0);
  return isShown ? Date.parse(readPairs(tls)[0]!.certificate.validTo) : undefined;
}
