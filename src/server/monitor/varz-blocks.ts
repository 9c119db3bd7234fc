/** The blocks of options as /varz shows them; an empty one is shown as `{}`, because tools rely on its presence. */
import type { LeafRemoteOptions } from '../options/leafnodes.ts';
import { unlessEmpty, unlessNone, unlessZero } from './connection-info.ts';
import { goTime } from './go-text.ts';
import type { ServerView } from './server-view.ts';

/** nats-server's times for logging in and for a TLS handshake where nothing is said, in ms. */
const AUTH_TIMEOUT_MS = 2_000;
const TLS_TIMEOUT_MS = 2_000;

/** What the blocks that are encrypted have in common. */
interface Guarded {
  readonly authorization?: { readonly timeoutMs?: number | undefined } | undefined;
  readonly tls?: { readonly timeoutMs: number } | undefined;
}

/** The seconds that a peer has to log in: with TLS, one more than the handshake has. */
export function authTimeout({ authorization, tls }: Guarded): number {
  const otherwise = tls === undefined ? AUTH_TIMEOUT_MS : tls.timeoutMs + 1_000;
  return (authorization?.timeoutMs ?? otherwise) / 1000;
}

/** The seconds that a TLS handshake may take. */
export function tlsTimeout({ tls }: Guarded): number {
  return (tls?.timeoutMs ?? TLS_TIMEOUT_MS) / 1000;
}

/** What the blocks are made of. */
export type BlocksView = Pick<
  ServerView,
  | 'options'
  | 'certificateExpiries'
  | 'websocketPort'
  | 'clusterName'
  | 'clusterPort'
  | 'gatewayPort'
  | 'leafnodePort'
>;

/** nats-server's ClusterOptsVarz. */
export function clusterBlock(view: BlocksView): object {
  const { options, certificateExpiries, clusterName } = view;
  const { cluster } = options;
  const name = unlessEmpty(clusterName ?? '');
  if (cluster === undefined) return { name };
  const { host, port, routes, tls, poolSize, writeDeadlineMs, writeTimeout } = cluster;
  const accepts = port !== undefined;
  return {
    name,
    addr: accepts ? host : undefined,
    cluster_port: view.clusterPort ?? port,
    auth_timeout: accepts ? authTimeout(cluster) : undefined,
    urls: unlessNone(routes.map(hostOf)),
    tls_timeout: accepts ? tlsTimeout(cluster) : undefined,
    tls_required: unlessFalse(tls !== undefined),
    tls_verify: unlessFalse(tls !== undefined),
    pool_size: accepts ? unlessZero(poolSize) : undefined,
    ...writing(writeDeadlineMs, writeTimeout),
    tls_cert_not_after: expiry(certificateExpiries.cluster),
  };
}

/** nats-server's GatewayOptsVarz. */
export function gatewayBlock({
  options: { gateway },
  certificateExpiries,
  gatewayPort,
}: BlocksView): object {
  if (gateway === undefined) return {};
  const { name, host, port, tls, advertise, connectRetries, gateways, rejectUnknown } = gateway;
  const accepts = port !== undefined;
  return {
    name,
    host: accepts ? host : undefined,
    port: gatewayPort ?? port,
    auth_timeout: accepts ? authTimeout(gateway) : undefined,
    tls_timeout: accepts ? tlsTimeout(gateway) : undefined,
    tls_required: unlessFalse(tls !== undefined),
    tls_verify: unlessFalse(tls !== undefined),
    advertise,
    connect_retries: unlessZero(connectRetries),
    gateways: unlessNone(
      gateways.map((remote) => ({
        name: remote.name ?? '',
        tls_timeout: remote.tls === undefined ? undefined : tlsTimeout(remote),
        urls: unlessNone(remote.urls.map(hostOf)),
      })),
    ),
    reject_unknown: unlessFalse(rejectUnknown),
    ...writing(gateway.writeDeadlineMs, gateway.writeTimeout),
    tls_cert_not_after: expiry(certificateExpiries.gateway),
  };
}

/** nats-server's LeafNodeOptsVarz. */
export function leafBlock({
  options: { leafnodes },
  leafnodePort,
  certificateExpiries,
}: BlocksView): object {
  if (leafnodes === undefined) return {};
  const { host, port, tls, remotes, writeDeadlineMs, writeTimeout } = leafnodes;
  const accepts = port !== undefined;
  return {
    host: accepts ? host : undefined,
    port: leafnodePort ?? port,
    auth_timeout: accepts ? authTimeout(leafnodes) : undefined,
    tls_timeout: accepts ? tlsTimeout(leafnodes) : undefined,
    tls_required: unlessFalse(tls !== undefined),
    tls_verify: unlessFalse(tls?.verify === true),
    remotes: unlessNone(remotes.map(leafRemote)),
    ...writing(writeDeadlineMs, writeTimeout),
    tls_cert_not_after: expiry(certificateExpiries.leafnodes),
  };
}

function leafRemote(remote: LeafRemoteOptions): object {
  const { account = '', tls, urls, denyImports, denyExports } = remote;
  return {
    local_account: unlessEmpty(account) ?? '$G',
    tls_timeout: tls === undefined ? undefined : tlsTimeout(remote),
    urls: unlessNone(urls.map(hostOf).map(withLeafPort)),
    deny:
      denyImports.length + denyExports.length === 0
        ? undefined
        : { exports: unlessNone(denyExports), imports: unlessNone(denyImports) },
  };
}

/** nats-server's WebsocketOptsVarz. */
export function websocketBlock(view: BlocksView): object {
  const { websocket } = view.options;
  if (websocket === undefined) return {};
  const { host, port, advertise, handshakeTimeoutMs, tls, authorization } = websocket;
  return {
    host: port === undefined ? undefined : host,
    port: view.websocketPort ?? port,
    advertise,
    no_auth_user: websocket.noAuthUser,
    jwt_cookie: websocket.jwtCookie,
    handshake_timeout: nanoseconds(handshakeTimeoutMs),
    // Where it says nothing of its own, that of the clients holds.
    auth_timeout:
      authorization?.timeoutMs === undefined ? undefined : authorization.timeoutMs / 1000,
    no_tls: unlessFalse(websocket.noTls),
    tls_map: unlessFalse(tls?.verifyAndMap === true),
    tls_pinned_certs: unlessNone(tls?.pinnedCerts ?? []),
    same_origin: unlessFalse(websocket.sameOrigin),
    allowed_origins: unlessNone(websocket.allowedOrigins),
    compression: unlessFalse(websocket.compression),
    tls_cert_not_after: expiry(view.certificateExpiries.websocket),
  };
}

/** When a certificate expires; undefined where there is none. */
export function expiry(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : goTime(ms);
}

/** Time and policy of writes, where they are not those of the clients. */
export function writing(deadlineMs: number | undefined, policy: string): object {
  return {
    write_deadline: nanoseconds(deadlineMs),
    write_timeout: policy === 'default' ? undefined : unlessEmpty(policy),
  };
}

export function unlessFalse(value: boolean): true | undefined {
  return value ? true : undefined;
}

function nanoseconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 1e6);
}

/** `host:port` of a URL, without user and password. */
function hostOf(url: string): string {
  return url
    .replace(/^[^/]*:\/\//, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^.*@/s, '');
}

/** nats-server's port for leafnodes, whatever the scheme. */
function withLeafPort(host: string): string {
  return /:\d+$/.test(host) ? host : `${host}:7422`;
}
