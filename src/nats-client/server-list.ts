/**
 * Server lists as every NATS tool takes them: `nats://a:4222,tls://user:password@b:4222,c`. An error never repeats what
 * stands before an `@`, which may be a password or a token.
 */
import { NatsxError } from '../base/errors.ts';

export const DEFAULT_SERVER = 'nats://127.0.0.1:4222';

/** What one server's URL carries before the `@`. */
interface UrlCredentials {
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
}

export interface ServerAddress {
  /** As in a URL: IPv6 addresses in brackets. */
  readonly host: string;
  readonly port: number;
  /** Whether the URL insists on TLS, by `tls://` or `wss://`. */
  readonly isTls: boolean;
  /** Whether it is a websocket, by `ws://` or `wss://`. */
  readonly isWebSocket?: true;
  readonly credentials?: UrlCredentials;
}

/** The servers of a comma-separated list, in order. */
export function parseServerList(list: string): ServerAddress[] {
  const urls = list.split(',').map((url) => url.trim());
  const servers = urls.filter((url) => url !== '').map(parseServer);
  if (new Set(servers.map(({ isWebSocket }) => isWebSocket)).size > 1) {
    throw new NatsxError(
      'ERR_SERVER_URL',
      'nats: mixing of websocket and non websocket URLs is not allowed',
    );
  }
  if (servers.length === 0) {
    throw new NatsxError('ERR_SERVER_URL', 'nats: the list of servers is empty', {
      suggestions: [`name a server, as in -s ${DEFAULT_SERVER}`],
    });
  }
  return servers;
}

/** Of each scheme, where the URL names none. */
const PORTS: ReadonlyMap<string, number> = new Map([
  ['nats:', 4222],
  ['tls:', 4222],
  ['ws:', 80],
  ['wss:', 443],
]);

function parseServer(text: string): ServerAddress {
  const url = parseUrl(text.includes('://') ? text : `nats://${text}`);
  const path = url.pathname + url.search + url.hash;
  // An unescaped / ? or # in a password cuts the URL short; the rest of it would be taken for a host.
  if (url.hostname === '' || path.includes('@')) throw badUrl(text);
  const port = PORTS.get(url.protocol);
  if (port === undefined) {
    throw new NatsxError(
      'ERR_SERVER_URL',
      `nats: unsupported scheme ${url.protocol}// of a server`,
      {
        suggestions: ['use nats://, tls://, ws:// or wss://'],
      },
    );
  }
  const credentials = credentialsOf(url);
  return {
    host: url.hostname,
    port: url.port === '' ? port : Number(url.port),
    isTls: ['tls:', 'wss:'].includes(url.protocol),
    ...(['ws:', 'wss:'].includes(url.protocol) ? { isWebSocket: true } : {}),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    // Without the cause: its `input` has the whole URL.
    throw badUrl(text);
  }
}

/** A user without a password is a token, as in all NATS clients. */
function credentialsOf(url: URL): UrlCredentials | undefined {
  if (url.username === '') return undefined;
  const user = unescape(url.username);
  return url.password === '' ? { token: user } : { user, password: unescape(url.password) };
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone % that escapes nothing stands for itself.
  }
}

function badUrl(text: string): NatsxError {
  const shown = text.includes('@') ? `…${text.slice(text.lastIndexOf('@'))}` : text;
  return new NatsxError('ERR_SERVER_URL', `nats: invalid server URL ${JSON.stringify(shown)}`, {
    suggestions: ['write nats://host:port, and / ? # @ % in a password as %2F %3F %23 %40 %25'],
  });
}
