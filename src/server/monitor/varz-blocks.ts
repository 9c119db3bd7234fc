/** The blocks of options as /varz shows them; an empty one is shown as `{}`, because tools rely on its presence. */
import type { ServerOptions } from '../options/options.ts';
import { unlessEmpty, unlessZero } from './connection-info.ts';

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

/** nats-server's ClusterOptsVarz. */
export function clusterBlock({ cluster }: ServerOptions): object {
  if (cluster === undefined) return {};
  const { name, host, port, routes, tls, poolSize, writeDeadlineMs, writeTimeout } = cluster;
  const isServed = port !== undefined || routes.length > 0;
  return {
    name,
    addr: host,
    cluster_port: port,
    auth_timeout: isServed ? authTimeout(cluster) : undefined,
    urls: unlessNone(routes.map(hostOf)),
    tls_timeout: isServed ? tlsTimeout(cluster) : undefined,
    tls_required: unlessFalse(tls !== undefined),
    tls_verify: unlessFalse(tls !== undefined),
    pool_size: unlessZero(poolSize),
    ...writing(writeDeadlineMs, writeTimeout),
  };
}

/** nats-server's GatewayOptsVarz. */
export function gatewayBlock({ gateway }: ServerOptions): object {
  if (gateway === undefined) return {};
  const { name, host, port, tls, advertise, connectRetries, gateways, rejectUnknown } = gateway;
  return {
    name,
    host,
    port,
    auth_timeout: authTimeout(gateway),
    tls_timeout: tlsTimeout(gateway),
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
  };
}

/** nats-server's LeafNodeOptsVarz. */
export function leafBlock({ leafnodes }: ServerOptions): object {
  if (leafnodes === undefined) return {};
  const { host, port, tls, remotes, writeDeadlineMs, writeTimeout } = leafnodes;
  const accepts = port !== undefined;
  return {
    host: accepts ? host : undefined,
    port,
    auth_timeout: accepts ? authTimeout(leafnodes) : undefined,
    tls_timeout: accepts ? tlsTimeout(leafnodes) : undefined,
    tls_required: unlessFalse(tls !== undefined),
    tls_verify: unlessFalse(tls?.verify === true),
    remotes: unlessNone(
      remotes.map((remote) => ({
        local_account: remote.account ?? '$G',
        tls_timeout: remote.tls === undefined ? undefined : tlsTimeout(remote),
        urls: unlessNone(remote.urls.map(hostOf)),
        deny:
          remote.denyImports.length + remote.denyExports.length === 0
            ? undefined
            : { exports: unlessNone(remote.denyExports), imports: unlessNone(remote.denyImports) },
      })),
    ),
    ...writing(writeDeadlineMs, writeTimeout),
  };
}

/** nats-server's WebsocketOptsVarz; `port` is the one that is listened on. */
export function websocketBlock({ websocket }: ServerOptions, port: number | undefined): object {
  if (websocket?.port === undefined) return {};
  const { host, advertise, handshakeTimeoutMs, tls, authorization } = websocket;
  return {
    host,
    port: port ?? websocket.port,
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
  };
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

export function unlessNone<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
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
