/** The HTTP answers of a websocket's beginning, in bytes. */
import { createHash } from 'node:crypto';

/** RFC 6455, 1.3: proves that the server speaks websocket and does not only echo. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What `permessage-deflate` (RFC 7692) is agreed to mean: no memory of earlier messages, on neither side. */
const DEFLATE = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';

/** What was agreed on. */
export interface Upgrade {
  readonly key: string;
  readonly isCompressed: boolean;
  /** Whether the peer need not mask what it sends: leafnodes ask for it. */
  readonly isUnmasked: boolean;
}

/** The answer to an upgrade request, with `headers` of the configuration; the order is nats-server's. */
export function encodeUpgrade(
  { key, isCompressed, isUnmasked }: Upgrade,
  headers: Readonly<Record<string, string>>,
): string {
  return lines('HTTP/1.1 101 Switching Protocols', [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', acceptKey(key)],
    ...(isCompressed ? [['Sec-WebSocket-Extensions', DEFLATE] as const] : []),
    ...(isUnmasked ? [['Nats-No-Masking', 'true'] as const] : []),
    ...Object.entries(headers),
  ]);
}

/** The answer to a request that is refused, after which the connection ends. */
export function encodeRefusal(status: number, text: string): string {
  const body = `${text}\n`;
  const head = lines(`HTTP/1.1 ${status} ${text}`, [
    ['Content-Type', 'text/plain; charset=utf-8'],
    // RFC 6455, 4.4: which version would be right.
    ['Sec-Websocket-Version', '13'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Content-Length', String(body.length)],
    ['Connection', 'close'],
  ]);
  return `${head}${body}`;
}

export function acceptKey(key: string): string {
  return createHash('sha1').update(`${key}${GUID}`).digest('base64');
}

function lines(first: string, headers: readonly (readonly [string, string])[]): string {
  const all = [first, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return `${all.join('\r\n')}\r\n\r\n`;
}
