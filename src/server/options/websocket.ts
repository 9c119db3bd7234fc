/** The `websocket` block: clients and leafnodes that come by HTTP. */
import { simpleAuthorization } from './authorization.ts';
import { block } from './block.ts';
import { boolean, duration, list, map, port, text } from './kinds.ts';
import { listen } from './listen.ts';
import { option, type OptionsOf } from './option.ts';
import { tls } from './tls.ts';

const websocketTable = {
  listen,
  /** Address on which websockets are accepted. Default 127.0.0.1; the natsx-server program says 0.0.0.0. */
  host: option(text(), { aliases: ['net'], default: '127.0.0.1' }),
  /** Port on which websockets are accepted; -1 takes a free one. Default: none are. */
  port: option(port, { zeroIsDefault: true }),
  /** `host` or `host:port` told to websocket clients in place of our own address. */
  advertise: option(text()),
  /** Whether websockets are served without TLS. Default false. */
  noTls: option(boolean, { default: false }),
  /** How websockets are encrypted; needed unless `noTls`. */
  tls: option(tls(), { reload: 'reread' }),
  /** Whether a page may connect only to the host that it came from. Default false. */
  sameOrigin: option(boolean, { default: false }),
  /** Origins of pages that may connect, as `https://host:port`. Default all. */
  allowedOrigins: option(list(text(), { single: true }), {
    aliases: ['allowed_origin', 'allow_origins', 'allow_origin', 'origins', 'origin'],
    default: [],
  }),
  /** Time in ms that the HTTP request may take to arrive. Default the timeout of TLS. */
  handshakeTimeoutMs: option(duration({ numbers: 'seconds', unreadable: (_, reason) => reason }), {
    zeroIsDefault: true,
  }),
  /** Whether frames are compressed when the client can. Default false. */
  compression: option(boolean, { aliases: ['compress'], default: false }),
  /** Who may connect, in place of the clients' authorization. */
  authorization: option(simpleAuthorization, { aliases: ['authentication'] }),
  /** Cookie with the user's JWT. */
  jwtCookie: option(text()),
  /** Cookie with the user's name. */
  userCookie: option(text(), { since: '2.11' }),
  /** Cookie with the user's password. */
  passCookie: option(text(), { since: '2.11' }),
  /** Cookie with the token. */
  tokenCookie: option(text(), { since: '2.11' }),
  /** User of clients that say nothing of who they are. Default that of the clients. */
  noAuthUser: option(text()),
  /** Headers that are added to the answer of the HTTP request. */
  headers: option(map(text()), { default: {} }),
  /** Silence in ms after which a client is sent PING. Default that of other clients. */
  pingIntervalMs: option(duration(), { since: '2.12', zeroIsDefault: true }),
};

/** How clients and leafnodes may connect by websocket. */
export type WebsocketOptions = OptionsOf<typeof websocketTable>;

export const websocket = block(websocketTable, {
  noMap: (source) => `Expected websocket to be a map, got ${source.value.type}`,
});
