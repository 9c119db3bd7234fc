import { createHash, type X509Certificate } from 'node:crypto';
import { goTime, roundTrip, uptime } from './go-text.ts';
import type { SubscriptionDepth } from './query.ts';
import type { TlsState } from '../connection/tls-state.ts';
import type { ConnectionView } from './server-view.ts';
import { subscriptionLists } from './subscription-lists.ts';

/** How much of a connection is told. */
export interface Depth {
  /** Who it is: user, account, certificates. */
  readonly identity: boolean;
  readonly subscriptions: SubscriptionDepth;
}

/** nats-server's ConnInfo: a client or leafnode in /connz, the connection of a gateway in /gatewayz. */
export function connectionInfo(view: ConnectionView, nowMs: number, depth: Depth): object {
  const { traffic, options, end, account, jwtUser } = view; // The traffic first: it settles what the fast road counted.
  // nats-server leaves the global account out, at the end of connections even as a tag.
  const isGlobal = account.name === '$G';
  const until = end?.at ?? nowMs;
  return {
    cid: view.id,
    kind: view.kindName,
    type: view.clientType,
    ip: view.transport.remoteHost,
    port: view.transport.remotePort,
    start: goTime(view.startedAt),
    last_activity: goTime(view.lastActivity),
    stop: end === undefined ? undefined : goTime(end.at),
    reason: end?.reason,
    rtt: roundTrip(view.rttMs),
    uptime: uptime(until - view.startedAt),
    idle: uptime(until - view.lastActivity),
    pending_bytes: view.pendingBytes,
    in_msgs: traffic.inMessages,
    out_msgs: traffic.outMessages,
    in_bytes: traffic.inBytes,
    out_bytes: traffic.outBytes,
    stalls: unlessZero(view.stalls),
    subscriptions: view.subscriptions.size,
    name: unlessEmpty(options.name),
    lang: unlessEmpty(options.lang),
    version: unlessEmpty(options.version),
    ...tlsInfo(view.transport.tls, depth.identity),
    authorized_user: depth.identity ? unlessEmpty(view.authorizedUser) : undefined,
    account: depth.identity && !isGlobal ? account.name : undefined,
    ...subscriptionLists(
      view.subscriptions,
      view.id,
      depth.subscriptions,
      end === undefined ? undefined : account.name,
    ),
    jwt: depth.identity ? jwtUser?.jwt : undefined,
    issuer_key: depth.identity ? jwtUser?.issuer : undefined,
    name_tag: depth.identity && !(isGlobal && end !== undefined) ? account.nameTag : undefined,
    tags: depth.identity ? unlessNone(jwtUser?.tags ?? []) : undefined,
  };
}

function tlsInfo(tls: TlsState | undefined, showsCertificates: boolean): object {
  if (tls === undefined) return {};
  const { version, cipherSuite, isFirst, peerCertificates } = tls;
  return {
    tls_version: version,
    tls_cipher_suite: cipherSuite,
    tls_peer_certs:
      showsCertificates && peerCertificates.length > 0
        ? peerCertificates.map(certificateInfo)
        : undefined,
    tls_first: isFirst ? true : undefined,
  };
}

/** nats-server's TLSPeerCert. */
function certificateInfo(certificate: X509Certificate): object {
  const publicKey = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return {
    // Node has one part a line, the widest first; Go writes the narrowest first (RFC 2253).
    subject: certificate.subject.split('\n').reverse().join(','),
    spki_sha256: sha256(publicKey),
    cert_sha256: sha256(certificate.raw),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function unlessEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}

export function unlessNone<Item>(list: readonly Item[]): readonly Item[] | undefined {
  return list.length === 0 ? undefined : list;
}

export function unlessZero(count: number): number | undefined {
  return count === 0 ? undefined : count;
}
