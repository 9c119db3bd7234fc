/** The ports that clients come in by, plainly, by TLS or by websocket, and what is read for them. */
import type { Socket } from 'node:net';
import type { Logger } from '../../base/logger.ts';
import { hostPort } from '../../base/system-error.ts';
import type { Info } from '../../protocol/info.ts';
import type { HandshakeTerms } from '../connection/tls-handshake.ts';
import { isPinned } from '../connection/pinned-keys.ts';
import { TlsTransport, type TlsTerms } from '../connection/tls-transport.ts';
import { SocketTransport, type DirectWrites, type Transport } from '../connection/transport.ts';
import { Listener } from './listener.ts';
import type { ServerOptions } from '../options/options.ts';
import type { WebsocketOptions } from '../options/websocket.ts';
import { RateCounter } from '../tls/rate-counter.ts';
import { serverTls, tlsTerms } from '../tls/tls-terms.ts';
import { OriginRules } from '../websocket/origins.ts';
import type { WebSocketDoor, WebSocketRules } from '../websocket/websocket-door.ts';

/** What every connection of a server is made with. */
interface Surroundings {
  readonly logger: Logger;
  /** Where sockets are read into, if they are. */
  readonly input: Buffer | undefined;
  readonly direct: DirectWrites | undefined;
  readonly accept: (transport: Transport) => void;
  /** Takes a leafnode that came by websocket; false if there are to be none. */
  readonly acceptLeafnode?: (transport: Transport) => boolean;
}

/** What INFO says of the way that a client came. */
export type WayInfo = Partial<
  Pick<Info, 'host' | 'port' | 'tls_required' | 'tls_verify' | 'tls_available'>
>;

/** How long a websocket's request may take where no timeout of TLS is given. */
const HANDSHAKE_TIMEOUT_MS = 2_000;
/** How often is told how many were turned away. */
const REJECTED_EVERY_MS = 1_000;

export class ClientPorts {
  readonly #surroundings: Surroundings;
  #options: ServerOptions;
  #tls: TlsTerms | undefined;
  #websocketTls: HandshakeTerms | undefined;
  #clients: Listener | undefined;
  #websockets: Listener | undefined;
  #websocketDoor: WebSocketDoor | undefined;
  #rateCounter: RateCounter | undefined;
  #rejections: NodeJS.Timeout | undefined;
  #isOpen = true;

  /** Opens all ports that `options` name; throws NatsxError, ERR_TLS or ERR_LISTEN, and then none is open. */
  static async open(options: ServerOptions, surroundings: Surroundings): Promise<ClientPorts> {
    const ports = new ClientPorts(options, surroundings);
    try {
      await ports.#open();
    } catch (error) {
      ports.close();
      throw error;
    }
    return ports;
  }

  private constructor(options: ServerOptions, surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#options = options;
    this.reload(options);
  }

  get port(): number {
    return this.#clients!.port; // It is open.
  }

  /** The port of websockets, if there are any. */
  get websocketPort(): number | undefined {
    return this.#websockets?.port;
  }

  /**
   * Reads the certificates again, for who comes from now on. Throws NatsxError, ERR_TLS, if they can't be used; then
   * all stays as it was.
   */
  reload(options: ServerOptions): void {
    const { tls, websocket, allowNonTls } = options;
    const counter = this.#counterFor(tls?.connectionRateLimit ?? 0);
    const own = tls && tlsTerms(tls, allowNonTls, counter);
    const ofWebsockets = websocket?.tls && {
      ...serverTls(websocket.tls),
      pinnedKeys: new Set(websocket.tls.pinnedCerts),
      timeoutMs: websocket.tls.timeoutMs,
    };
    this.#options = options;
    this.#rateCounter = counter;
    this.#tls = own;
    this.#websocketTls = ofWebsockets;
    if (websocket !== undefined) {
      this.#websocketDoor?.renew(websocketRules(websocket, options.maxPayload));
    }
  }

  infoFor({ websocket, tls }: Transport): WayInfo {
    if (websocket !== undefined) {
      const { host, tls: encryption } = this.#options.websocket ?? {};
      return {
        ...(host === undefined ? {} : { host }),
        port: this.websocketPort ?? 0,
        ...(encryption === undefined ? {} : { tls_required: true, tls_available: true }),
      };
    }
    const terms = this.#tls;
    if (terms === undefined) return {};
    const mayChoose = terms.allowsPlain && tls?.isFirst !== true;
    return {
      ...(mayChoose ? {} : { tls_required: true }),
      ...(terms.requestsCertificate ? { tls_verify: true } : {}),
      ...(terms.allowsPlain ? { tls_available: true } : {}),
    };
  }

  /** Whether who came by `transport` shows a key that is pinned, if any is; who came in the clear was let come so. */
  isPinned({ websocket, tls }: Transport): boolean {
    const terms = websocket === undefined ? this.#tls : this.#websocketTls;
    if (tls === undefined || terms === undefined) return true;
    return isPinned(tls.peerCertificates[0], terms.pinnedKeys);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Frees the ports. Connections that were accepted live on. */
  close(): void {
    this.#isOpen = false;
    this.#clients?.close();
    this.#websockets?.close();
    this.#websocketDoor?.close();
    clearInterval(this.#rejections);
  }

  async #open(): Promise<void> {
    const { websocket, host, port } = this.#options;
    if (websocket?.port !== undefined) await this.#openWebsockets(websocket, websocket.port);
    const { logger } = this.#surroundings;
    this.#clients = await Listener.open(
      host,
      port,
      (socket) => this.#receive(socket),
      (text) => logger.error(`Client Accept Error: ${text}`),
    );
    logger.notice(`Listening for client connections on ${hostPort(host, this.port)}`);
    this.#logTls();
    this.#rejections = setInterval(() => this.#tellRejected(), REJECTED_EVERY_MS).unref();
  }

  async #openWebsockets(websocket: WebsocketOptions, port: number): Promise<void> {
    const { logger, accept, acceptLeafnode } = this.#surroundings;
    const { host } = websocket;
    // It needs node:http, and most servers have no websockets.
    const { WebSocketDoor } = await import('../websocket/websocket-door.ts');
    const door = new WebSocketDoor(
      websocketRules(websocket, this.#options.maxPayload),
      () => this.#websocketTls,
      logger,
      accept,
      acceptLeafnode,
    );
    this.#websocketDoor = door;
    this.#websockets = await Listener.open(
      host,
      port,
      (socket) => door.receive(socket),
      (text) => logger.error(`Websocket Accept Error: ${text}`),
    );
    const scheme = websocket.tls === undefined ? 'ws' : 'wss';
    logger.notice(
      `Listening for websocket clients on ${scheme}://${hostPort(host, this.#websockets.port)}`,
    );
    if (scheme === 'ws') {
      logger.warn('Websocket not configured with TLS. DO NOT USE IN PRODUCTION!');
    }
  }

  #receive(socket: Socket): void {
    const { input, direct, accept } = this.#surroundings;
    accept(
      this.#tls === undefined
        ? new SocketTransport(socket, input, direct)
        : new TlsTransport(socket, this.#tls, input, direct),
    );
  }

  #logTls(): void {
    const { logger } = this.#surroundings;
    if (this.#tls === undefined) return;
    const { handshakeFirst, allowsPlain } = this.#tls;
    const isFirstOnly = handshakeFirst === true || handshakeFirst === 0;
    const isOptional = allowsPlain && !isFirstOnly;
    logger.notice(`TLS ${isOptional ? 'available' : 'required'} for client connections`);
    if (isFirstOnly) {
      logger.warn('Clients that are not using "TLS Handshake First" option will fail to connect');
    }
  }

  /** The one that counts already if it is for the same `rate`. */
  #counterFor(rate: number): RateCounter | undefined {
    if (rate === (this.#options.tls?.connectionRateLimit ?? 0) && this.#rateCounter !== undefined) {
      return this.#rateCounter;
    }
    return rate > 0 ? new RateCounter(rate) : undefined;
  }

  #tellRejected(): void {
    const rejected = this.#rateCounter?.takeRejected() ?? 0;
    if (rejected === 0) return;
    this.#surroundings.logger.warn(`Rejected ${rejected} connections due to TLS rate limiting`);
  }
}

function websocketRules(options: WebsocketOptions, maxPayload: number): WebSocketRules {
  const { jwtCookie, userCookie, passCookie, tokenCookie, tls } = options;
  const cookies = Object.entries({
    jwt: jwtCookie,
    user: userCookie,
    pass: passCookie,
    token: tokenCookie,
  }).filter(([, name]) => name !== undefined);
  return {
    origins: new OriginRules(options.sameOrigin, options.allowedOrigins, tls !== undefined),
    compression: options.compression,
    cookies: Object.fromEntries(cookies),
    headers: options.headers,
    handshakeTimeoutMs: options.handshakeTimeoutMs ?? tls?.timeoutMs ?? HANDSHAKE_TIMEOUT_MS,
    maxPayload,
  };
}
