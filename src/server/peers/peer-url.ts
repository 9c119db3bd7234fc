/** The URLs of other servers, as configurations and servers write them. */
import { NatsxError } from '../../base/errors.ts';
import { hostPort } from '../../base/system-error.ts';
import { shownUrl } from '../options/peers.ts';

/** Where servers listen for others by habit: for URLs that name no port. */
export const PEER_PORTS = { route: 6222, gateway: 7222, leafnode: 7422 } as const;

export interface PeerUrl {
  /** `nats-route`; whatever it is, nothing depends on it but whether it is a websocket. Empty if the text has none. */
  readonly scheme: string;
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** What stands after the host: where websockets are served. */
  readonly path: string;
  /** With whom to log in; undefined if it does not say. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** `host:port` in small letters: the same for the same place. */
  readonly place: string;
  /** The URL without its credentials: for logs. */
  readonly shown: string;
}

/** Takes a URL apart, or `host:port` alone. Throws NatsxError, ERR_PEER_URL, for one that names no host. */
export function parsePeerUrl(text: string, defaultPort: number): PeerUrl {
  const [, scheme = '', rest = ''] = /^(?:([^:/]*):\/\/)?([^]*)$/.exec(text.trim()) ?? [];
  const url = urlOf(rest);
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (url === undefined || host === '') {
    throw new NatsxError('ERR_PEER_URL', `the URL "${shownUrl(text)}" names no server`, {
      suggestions: ['write it as nats-route://host:port'],
    });
  }
  const port = url.port === '' ? defaultPort : Number(url.port);
  return {
    scheme: scheme.toLowerCase(),
    host,
    port,
    path: url.pathname,
    user: url.username === '' ? undefined : decode(url.username),
    password: url.password === '' ? undefined : decode(url.password),
    place: hostPort(host, port).toLowerCase(),
    shown: shownUrl(text),
  };
}

/** What `ip` of INFO says of a route's place: `nats-route://host:port/`. */
export function routeUrl(host: string, port: number): string {
  return `nats-route://${hostPort(host, port)}/`;
}

/** Of a scheme that has no habits: from `wss` it would leave out port 443. */
function urlOf(rest: string): URL | undefined {
  try {
    return new URL(`nats://${rest}`);
  } catch {
    return undefined; // The caller says it.
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A percent sign that escapes nothing stands for itself.
  }
}
