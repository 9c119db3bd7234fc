/**
 * URLs as Go's net/url takes them apart: what nsc and nats-server call a bad URL is bad here, in the same words.
 * (JavaScript's URL mends spaces and ports, and drops what it does not like.)
 */
import { isIPv4, isIPv6 } from 'node:net';
import { quoteText } from './validation.ts';

export interface ParsedUrl {
  /** In lower case; empty if there is none. */
  readonly scheme: string;
  readonly hasUser: boolean;
  /** Without port and brackets. */
  readonly host: string;
  readonly path: string;
}

/** The parts of `url`, or Go's sentence on what is wrong with it. */
export function parseUrl(url: string): ParsedUrl | { readonly complaint: string } {
  const [beforeFragment, fragment] = cut(url, '#');
  try {
    const parsed = parse(beforeFragment);
    unescape(fragment, 'path', url);
    return parsed;
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    return { complaint: `parse ${quoteText(error.url ?? beforeFragment)}: ${error.message}` };
  }
}

class UrlError extends Error {
  readonly url: string | undefined;

  constructor(message: string, url?: string) {
    super(message);
    this.url = url;
  }
}

function parse(url: string): ParsedUrl {
  if (/[\0-\x1f\x7f]/.test(url)) throw new UrlError('net/url: invalid control character in URL');
  if (url.startsWith(':')) throw new UrlError('missing protocol scheme');
  const scheme = /^([a-zA-Z][-+.a-zA-Z0-9]*):/.exec(url)?.[1] ?? '';
  const [rest] = cut(scheme === '' ? url : url.slice(scheme.length + 1), '?');
  const nothing = { scheme: scheme.toLowerCase(), hasUser: false, host: '', path: '' };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return nothing; // Opaque, like mailto:somebody.
    if (cut(rest, '/')[0].includes(':')) {
      throw new UrlError('first path segment in URL cannot contain colon');
    }
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  const slash = hasAuthority ? rest.indexOf('/', 2) : 0;
  const authority = hasAuthority ? rest.slice(2, slash < 0 ? undefined : slash) : '';
  const rawPath = slash < 0 ? '' : rest.slice(slash);
  const [hasUser, host] = parseAuthority(authority);
  return { ...nothing, hasUser, host, path: unescape(rawPath, 'path') };
}

function parseAuthority(authority: string): [hasUser: boolean, host: string] {
  const at = authority.lastIndexOf('@');
  const host = parseHost(authority.slice(at + 1));
  if (at < 0) return [false, host];
  const user = authority.slice(0, at);
  if (!/^[-a-zA-Z0-9._:~!$&'()*+,;=%@]*$/.test(user)) {
    throw new UrlError('net/url: invalid userinfo');
  }
  unescape(user, 'path');
  return [true, host];
}

function parseHost(text: string): string {
  const bracket = text.lastIndexOf('[');
  if (bracket > 0) throw new UrlError('invalid IP-literal');
  if (bracket === 0) return parseAddress(text);
  // The last one: Go lets `a:1,b:2` be hosts.
  const colon = text.lastIndexOf(':');
  if (colon >= 0) checkPort(text.slice(colon));
  unescape(text, 'host');
  return unescape(colon < 0 ? text : text.slice(0, colon), 'host');
}

/** An address of IPv6 in brackets. */
function parseAddress(text: string): string {
  const close = text.lastIndexOf(']');
  if (close < 0) throw new UrlError("missing ']' in host");
  checkPort(text.slice(close + 1));
  const [address, zone] = cut(text.slice(1, close), '%25');
  const host = unescape(address, 'host');
  if (isIPv6(host) && !host.includes('%')) return zone === '' ? host : `${host}%${zone}`;
  if (isIPv4(host)) throw new UrlError('invalid IP-literal');
  throw new UrlError(`invalid host: ParseAddr(${quoteText(host)}): unable to parse IP`);
}

function checkPort(colonPort: string): void {
  if (!/^(:[0-9]*)?$/.test(colonPort)) {
    throw new UrlError(`invalid port ${quoteText(colonPort)} after host`);
  }
}

// What a host may hold besides letters, digits and what is not ASCII.
const HOST = /^[-a-zA-Z0-9_.~!$&'()*+,;=:[\]<>"\u0080-\u{10ffff}]$/u;

/** Checks the escapes of `text` and resolves them. In a host only bytes beyond ASCII may be escaped (RFC 6874: and %). */
function unescape(text: string, part: 'host' | 'path', url?: string): string {
  const bytes: Buffer[] = [];
  for (const [piece] of text.matchAll(/%.{0,2}|[^%]/gsu)) {
    if (piece.startsWith('%')) {
      const isHex = /^%[0-9a-fA-F]{2}$/.test(piece);
      const isAllowed = part === 'path' || /^%([89a-f].|25)$/i.test(piece);
      if (!isHex || !isAllowed) throw new UrlError(`invalid URL escape ${quoteText(piece)}`, url);
      bytes.push(Buffer.from(piece.slice(1), 'hex'));
    } else if (part === 'host' && !HOST.test(piece)) {
      throw new UrlError(`invalid character ${quoteText(piece)} in host name`, url);
    } else bytes.push(Buffer.from(piece));
  }
  return Buffer.concat(bytes).toString();
}

function cut(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
