/** Where accepted connections become websockets: TLS if there is any, an HTTP request, and from then on frames. */
import { createServer, STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '../../base/logger.ts';
import { hostPort } from '../../base/system-error.ts';
import { encodeRefusal } from '../../protocol/websocket-refusal.ts';
import { shakeHands, type HandshakeTerms } from '../connection/tls-handshake.ts';
import { plainAddress, type Transport } from '../connection/transport.ts';
import { checkUpgrade, type UpgradeRules, type UpgradeVerdict } from './upgrade.ts';
import { websocketServers, type WebSocketServers } from './websocket-servers.ts';
import { WebSocketTransport } from './websocket-transport.ts';

/** How websockets are received. */
export interface WebSocketRules extends UpgradeRules {
  /** Added to the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** From the accepted connection to the end of the request, TLS included. */
  readonly handshakeTimeoutMs: number;
  readonly maxPayload: number;
}

type Accepted = UpgradeVerdict & { type: 'accepted' };

const NOTHING = Buffer.alloc(0);

export class WebSocketDoor {
  #rules: WebSocketRules;
  #servers: WebSocketServers;
  readonly #tls: () => HandshakeTerms | undefined;
  readonly #logger: Logger;
  readonly #accept: (transport: Transport) => void;
  readonly #acceptLeafnode: (transport: Transport) => boolean;
  readonly #http: Server;
  /** Connections that are no websockets yet, and what ends those that take too long. */
  readonly #waiting = new Map<Duplex, NodeJS.Timeout>();

  /** `tls` is asked at each connection: a reload may change it. `acceptLeafnode`: false if there are to be none. */
  constructor(
    rules: WebSocketRules,
    tls: () => HandshakeTerms | undefined,
    logger: Logger,
    accept: (transport: Transport) => void,
    acceptLeafnode: (transport: Transport) => boolean = () => false,
  ) {
    this.#rules = rules;
    this.#servers = this.#serversFor(rules);
    this.#tls = tls;
    this.#logger = logger;
    this.#accept = accept;
    this.#acceptLeafnode = acceptLeafnode;
    // It never listens: it is handed its connections. The missing Host is ours to complain about.
    this.#http = createServer({ requireHostHeader: false }, (request) =>
      this.#answer(request, NOTHING),
    );
    this.#http.on('upgrade', (request, _, head) => this.#answer(request, head));
  }

  /** Takes a connection that was accepted with `pauseOnConnect`. */
  receive(socket: Socket): void {
    const { handshakeTimeoutMs } = this.#rules;
    const timer = setTimeout(() => socket.destroy(), handshakeTimeoutMs).unref();
    this.#waiting.set(socket, timer);
    socket.once('close', () => this.#release(socket));
    const tls = this.#tls();
    if (tls === undefined) {
      this.#http.emit('connection', socket);
      socket.resume();
      return;
    }
    shakeHands(socket, tls, {
      secured: (secured) => {
        // It takes the place of what it is made of.
        this.#waiting.delete(socket);
        this.#waiting.set(secured, timer);
        secured.once('close', () => this.#release(secured));
        this.#http.emit('connection', secured);
      },
      failed: ({ text }) => {
        const peer = addressOf(socket);
        this.#logger.error(`websocket: http: TLS handshake error from ${peer}: ${text}`);
        socket.destroy();
      },
    });
  }

  /** Other rules, for who comes from now on. */
  renew(rules: WebSocketRules): void {
    this.#rules = rules;
    this.#servers = this.#serversFor(rules);
  }

  /** Drops the connections that are no websockets yet. */
  close(): void {
    for (const socket of this.#waiting.keys()) socket.destroy();
  }

  #release(socket: Duplex): void {
    clearTimeout(this.#waiting.get(socket));
    this.#waiting.delete(socket);
  }

  #serversFor(rules: WebSocketRules): WebSocketServers {
    return websocketServers(rules, (request, reason) => this.#refuse(request, 400, reason));
  }

  /** `early` is what followed the request. */
  #answer(request: IncomingMessage, early: Buffer): void {
    const verdict = checkUpgrade(request, this.#rules);
    if (verdict.type === 'refused') this.#refuse(request, verdict.status, verdict.reason);
    else if (early.length > 0) {
      this.#complain(request, 'client sent data before handshake is complete');
      request.socket.destroy();
    } else this.#upgrade(request, early, verdict);
  }

  #refuse(request: IncomingMessage, status: number, reason: string): void {
    this.#complain(request, reason);
    request.socket.end(encodeRefusal(status, STATUS_CODES[status] ?? ''), 'latin1');
  }

  #complain({ socket }: IncomingMessage, reason: string): void {
    this.#logger.error(`${addressOf(socket)} - websocket handshake error: ${reason}`);
  }

  #upgrade(request: IncomingMessage, early: Buffer, verdict: Accepted): void {
    const { socket } = request;
    const { isCompressed, takesSmallMessages, state, kind } = verdict;
    const server = isCompressed ? this.#servers.compressing : this.#servers.plain;
    server.handleUpgrade(request, socket, early, (webSocket) => {
      this.#release(socket);
      const transport = new WebSocketTransport(webSocket, socket, { ...state, takesSmallMessages });
      if (kind === 'client') this.#accept(transport);
      else if (!this.#acceptLeafnode(transport)) {
        this.#logger.error('Not configured to accept leaf node connections');
        webSocket.terminate();
      }
    });
  }
}

function addressOf(socket: Socket): string {
  return hostPort(plainAddress(socket.remoteAddress ?? ''), socket.remotePort ?? 0);
}
