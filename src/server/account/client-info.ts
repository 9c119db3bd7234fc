/** Whom a message is from, as services, metrics and events are told it: nats-server's ClientInfo. */
import { goJson } from '../../base/go-json.ts';
import { byteString } from '../../base/byte-string.ts';

/** Wire names, in the order in which they are written. Times are in nanoseconds, or RFC 3339. */
export interface ClientInfo {
  readonly start?: string | undefined;
  readonly host?: string | undefined;
  readonly id?: number | undefined;
  readonly acc: string;
  /** The account through whose import the message came last, if it came through several. */
  readonly svc?: string | undefined;
  readonly user?: string | undefined;
  readonly name?: string | undefined;
  readonly lang?: string | undefined;
  readonly ver?: string | undefined;
  readonly rtt?: number | undefined;
  readonly server?: string | undefined;
  readonly cluster?: string | undefined;
  readonly jwt?: string | undefined;
  readonly issuer_key?: string | undefined;
  readonly name_tag?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly kind?: string | undefined;
  readonly client_type?: string | undefined;
}

/** What a connection says of itself. */
export interface ClientView {
  readonly id: number;
  readonly kindName: string;
  readonly clientType: string | undefined;
  readonly account: { readonly name: string };
  /** User name or public key; empty for nobody. */
  readonly authorizedUser: string;
  readonly options: {
    readonly name: string;
    readonly lang: string;
    readonly version: string;
  };
  /** What its JWT says of it; undefined if it came in another way. */
  readonly jwtUser?: JwtUserView | undefined;
  readonly transport: { readonly remoteHost: string };
  /** ms since 1970. */
  readonly startedAt: number;
  readonly rttMs: number | undefined;
}

/** A user's JWT, as others are told of it. */
export interface JwtUserView {
  /** Undefined for a bearer's, which is a password. */
  readonly jwt: string | undefined;
  /** The key that signed it. */
  readonly issuer: string;
  readonly name: string;
  readonly tags: readonly string[];
}

/** The server that a connection came to. */
export interface ServerPlace {
  readonly name: string;
  /** Empty if it is in none. */
  readonly cluster: string;
}

/** All that is known of `client`, for those it is shared with. */
export function fullInfo(client: ClientView, place: ServerPlace): ClientInfo {
  const { options, jwtUser } = client;
  return {
    start: new Date(client.startedAt).toISOString().replace(/\.?0+Z$/, 'Z'),
    host: told(client.transport.remoteHost),
    id: client.id,
    acc: client.account.name,
    svc: undefined,
    user: told(client.authorizedUser),
    name: told(options.name),
    lang: told(options.lang),
    ver: told(options.version),
    rtt: rttOf(client),
    server: place.name,
    cluster: told(place.cluster),
    jwt: jwtUser?.jwt,
    issuer_key: jwtUser?.issuer,
    name_tag: told(jwtUser?.name ?? ''),
    tags: jwtUser === undefined || jwtUser.tags.length === 0 ? undefined : jwtUser.tags,
    kind: client.kindName,
    client_type: client.clientType,
  };
}

/** What everybody may know of `client`. */
export function shortInfo(client: ClientView): ClientInfo {
  return { acc: client.account.name, svc: undefined, rtt: rttOf(client) };
}

/** The same, in the bytes of a header: made for most requests. */
export function shortInfoText(client: ClientView): string {
  const rtt = rttOf(client);
  const account = goText(client.account.name);
  return rtt === undefined ? `{"acc":${account}}` : `{"acc":${account},"rtt":${rtt}}`;
}

/** `info` in the bytes of a header. */
export function infoText(info: ClientInfo): string {
  return byteString(goJson(info));
}

/** A name as JSON: names are plain, mostly. */
function goText(name: string): string {
  return /^[\w$.-]*$/.test(name) ? `"${name}"` : byteString(goJson(name));
}

function told(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function rttOf({ rttMs }: ClientView): number | undefined {
  // Go counts nanoseconds, and leaves out what is zero.
  const rtt = Math.round((rttMs ?? 0) * 1e6);
  return rtt === 0 ? undefined : rtt;
}
