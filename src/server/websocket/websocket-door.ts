/** Where accepted connections become websockets: TLS if there is any, an HTTP request, and from then on frames. */
import { createServer, STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '../../base/logger.ts';
import { hostPort } from '../../base/system-error.ts';
import { encodeRefusal, encodeUpgrade } from '../../protocol/websocket-upgrade.ts';
import { shakeHands, type HandshakeTerms } from '../connection/tls-handshake.ts';
import {
  plainAddress,
  SocketTransport,
  type DirectWrites,
  type Transport,
} from '../connection/transport.ts';
import { FrameSpace, WebSocketTransport } from '../connection/websocket-transport.ts';
import { checkUpgrade, type UpgradeRules, type UpgradeVerdict } from './upgrade.ts';

/** How websockets are received. */
export interface WebSocketRules extends UpgradeRules {
  /** Added to the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** From the accepted connection to the end of the request, TLS included. */
  readonly handshakeTimeoutMs: number;
  readonly maxPayload: number;
}

/** What every connection of a server is made with. */
export interface Surroundings {
  readonly logger: Logger;
  readonly input: Buffer | undefined;
  readonly direct: DirectWrites | undefined;
}

export class WebSocketDoor {
  #rules: WebSocketRules;
  readonly #tls: () => HandshakeTerms | undefined;
  readonly #surroundings: Surroundings;
  readonly #accept: (transport: Transport) => void;
  readonly #http: Server;
  readonly #frames = new FrameSpace();
  /** Connections that are no websockets yet, and what ends those that take too long. */
  readonly #waiting = new Map<Duplex, NodeJS.Timeout>();

  /** `tls` is asked at each connection: a reload may change it. */
  constructor(
    rules: WebSocketRules,
    tls: () => HandshakeTerms | undefined,
    surroundings: Surroundings,
    accept: (transport: Transport) => void,
  ) {
    this.#rules = rules;
    this.#tls = tls;
    this.#surroundings = surroundings;
    this.#accept = accept;
    // It never listens: it is handed its connections. The missing Host is ours to complain about.
    this.#http = createServer({ requireHostHeader: false }, (request) =>
      this.#answer(request, request.socket, 0),
    );
    this.#http.on('upgrade', (request, _, head) =>
      this.#answer(request, request.socket, head.length),
    );
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
        this.#waiting.set(secured, timer);
        secured.once('close', () => this.#release(secured));
        this.#http.emit('connection', secured);
      },
      failed: ({ text }) => {
        const peer = addressOf(socket);
        this.#surroundings.logger.error(
          `websocket: http: TLS handshake error from ${peer}: ${text}`,
        );
        socket.destroy();
      },
    });
  }

  /** Other rules, for who comes from now on. */
  renew(rules: WebSocketRules): void {
    this.#rules = rules;
  }

  /** Drops the connections that are no websockets yet. */
  close(): void {
    for (const socket of this.#waiting.keys()) socket.destroy();
  }

  #release(socket: Duplex): void {
    clearTimeout(this.#waiting.get(socket));
    this.#waiting.delete(socket);
  }

  #answer(request: IncomingMessage, socket: Socket, earlyBytes: number): void {
    const verdict = checkUpgrade(request, this.#rules);
    if (verdict.type === 'refused') {
      this.#complain(socket, verdict.reason);
      const text = STATUS_CODES[verdict.status] ?? '';
      socket.end(encodeRefusal(verdict.status, text), 'latin1');
    } else if (earlyBytes > 0) {
      this.#complain(socket, 'client sent data before handshake is complete');
      socket.destroy();
    } else this.#upgrade(socket, verdict);
  }

  #complain(socket: Socket, reason: string): void {
    const text = `${addressOf(socket)} - websocket handshake error: ${reason}`;
    this.#surroundings.logger.error(text);
  }

  #upgrade(socket: Socket, verdict: UpgradeVerdict & { type: 'accepted' }): void {
    this.#release(socket);
    const { input, direct, logger } = this.#surroundings;
    const { isCompressed, isUnmasked, framing, state } = verdict;
    const way = new SocketTransport(socket, input, direct);
    way.write(Buffer.from(encodeUpgrade(verdict, this.#rules.headers), 'latin1'));
    if (verdict.kind === 'leafnode') {
      logger.error('Not configured to accept leaf node connections');
      way.destroy();
      return;
    }
    const { maxPayload } = this.#rules;
    const terms = { ...state, isCompressed, requiresMask: !isUnmasked, framing, maxPayload };
    this.#accept(new WebSocketTransport(way, terms, this.#frames));
  }
}

function addressOf(socket: Socket): string {
  return hostPort(plainAddress(socket.remoteAddress ?? ''), socket.remotePort ?? 0);
}
