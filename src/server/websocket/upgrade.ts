/** Whether an HTTP request may become a websocket, and as what; the checks and their order are those of nats-server. */
import { isIP } from 'node:net';
import type { CookieCredentials, WebSocketState } from '../connection/websocket-state.ts';
import type { OriginRules } from './origins.ts';

/** An HTTP request, as far as it matters here. */
export interface UpgradeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What is needed of the `websocket` block. */
export interface UpgradeRules {
  readonly origins: OriginRules;
  readonly compression: boolean;
  /** Names of cookies. */
  readonly cookies: Readonly<Partial<CookieCredentials>>;
}

export type UpgradeVerdict =
  /** `reason` is for the log. */
  | { readonly type: 'refused'; readonly status: number; readonly reason: string }
  | {
      readonly type: 'accepted';
      readonly kind: 'client' | 'leafnode';
      readonly isCompressed: boolean;
      /** Whether it is a browser, which copes better with small messages (nats-server, wsUpgrade). */
      readonly takesSmallMessages: boolean;
      readonly state: WebSocketState;
    };

export function checkUpgrade(request: UpgradeRequest, rules: UpgradeRules): UpgradeVerdict {
  const path = (request.url ?? '').replace(/[?#].*$/, '');
  if (path.endsWith('/mqtt')) return refused(404, 'mqtt websocket endpoint not enabled');
  if (request.method !== 'GET') return refused(405, 'request method must be GET');
  const header = (name: string): string => textOf(request.headers[name]);
  if (header('host') === '') return refused(400, "'Host' missing in request");
  if (!hasToken(header('upgrade'), 'websocket')) {
    return refused(400, "invalid value for header 'Upgrade'");
  }
  if (!hasToken(header('connection'), 'upgrade')) {
    return refused(400, "invalid value for header 'Connection'");
  }
  const key = header('sec-websocket-key');
  if (key === '') return refused(400, 'key missing');
  if (!isKey(key)) return refused(400, 'invalid websocket key');
  if (!hasToken(header('sec-websocket-version'), '13')) return refused(400, 'invalid version');
  const origin = header('origin') || header('sec-websocket-origin');
  const complaint = rules.origins.complaint(origin, header('host'));
  if (complaint !== undefined) return refused(403, `origin not allowed: ${complaint}`);
  const isCompressed = rules.compression && offersDeflate(header('sec-websocket-extensions'));
  return {
    type: 'accepted',
    kind: path.endsWith('/leafnode') ? 'leafnode' : 'client',
    isCompressed,
    takesSmallMessages: header('user-agent').startsWith('Mozilla/'),
    state: {
      clientIp: firstAddress(header('x-forwarded-for')),
      credentials: credentialsIn(header('cookie'), rules.cookies),
    },
  };
}

function refused(status: number, reason: string): UpgradeVerdict {
  return { type: 'refused', status, reason };
}

function textOf(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

function hasToken(list: string, token: string): boolean {
  return list.split(',').some((each) => each.trim().toLowerCase() === token);
}

/** Whether it is base64 of 16 bytes (RFC 6455, 4.2.1). */
function isKey(key: string): boolean {
  return /^[A-Za-z0-9+/]{22}==$/.test(key);
}

function offersDeflate(extensions: string): boolean {
  return extensions
    .split(/[,;]/)
    .some((each) => each.trim().toLowerCase() === 'permessage-deflate');
}

function firstAddress(list: string): string | undefined {
  const [first = ''] = list.split(',');
  return isIP(first.trim()) === 0 ? undefined : first.trim();
}

/** The values of the cookies that the configuration names; of several with one name, the last. */
function credentialsIn(header: string, names: UpgradeRules['cookies']): CookieCredentials {
  const cookies = new Map<string, string>();
  for (const pair of header.split(';')) {
    const found = /^\s*(?<name>[^=\s]+)=(?<quote>"?)(?<value>[^"]*)\k<quote>\s*$/.exec(pair);
    if (found?.groups !== undefined) cookies.set(found.groups['name']!, found.groups['value']!);
  }
  const of = (name: string | undefined): string =>
    name === undefined ? '' : (cookies.get(name) ?? '');
  return { jwt: of(names.jwt), user: of(names.user), pass: of(names.pass), token: of(names.token) };
}
