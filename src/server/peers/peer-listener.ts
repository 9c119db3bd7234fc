/** The port that routes, gateways or leafnodes come in by. */
import type { Socket } from 'node:net';
import { NatsxError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { listenErrorText } from '../../base/system-error.ts';
import { TlsTransport, type TlsTerms } from '../connection/tls-transport.ts';
import { SocketTransport, type DirectWrites, type Transport } from '../connection/transport.ts';
import { Listener } from '../ports/listener.ts';

/** nats-server's words: for the port, and for the loop that accepts. */
const WORDS = {
  route: { port: 'router', loop: 'Route' },
  gateway: { port: 'gateway', loop: 'Gateway' },
  leafnode: { port: 'leafnode', loop: 'Leafnode' },
} as const;

export interface PeerListenerSettings {
  readonly kind: keyof typeof WORDS;
  readonly host: string;
  /** 0 or -1 take a free one. */
  readonly port: number;
  /** How who comes is encrypted, of peer-terms.ts for routes and gateways; undefined for not at all. */
  readonly tls: TlsTerms | undefined;
  /** Where sockets are read into, if they are. */
  readonly input: Buffer | undefined;
  readonly direct: DirectWrites | undefined;
  readonly logger: Logger;
  readonly accept: (transport: Transport) => void;
}

export class PeerListener {
  readonly #settings: PeerListenerSettings;
  #listener: Listener | undefined;
  #port = 0;
  #tls: TlsTerms | undefined;

  private constructor(settings: PeerListenerSettings) {
    this.#settings = settings;
    this.#tls = settings.tls;
  }

  /** Opens the port; throws NatsxError, ERR_LISTEN, if that can't be. Who listens says so in the log. */
  static async open(settings: PeerListenerSettings): Promise<PeerListener> {
    const { kind, host, port, logger } = settings;
    const words = WORDS[kind];
    const peers = new PeerListener(settings);
    try {
      peers.#listener = await Listener.open(
        host,
        port,
        (socket) => peers.#receive(socket),
        (text) => logger.error(`${words.loop} Accept Error: ${text}`),
      );
    } catch (error) {
      throw withPortOf(words.port, host, port, error);
    }
    peers.#port = peers.#listener.port;
    return peers;
  }

  /** Also when it is closed: whoever asks just then is told where it was. */
  get port(): number {
    return this.#port;
  }

  /** How who comes from now on is encrypted: after a reload. */
  renew(tls: TlsTerms | undefined): void {
    this.#tls = tls;
  }

  /** Frees the port. Connections that were accepted live on. */
  close(): void {
    this.#listener?.close();
  }

  #receive(socket: Socket): void {
    const { input, direct, accept } = this.#settings;
    accept(
      this.#tls === undefined
        ? new SocketTransport(socket, input, direct)
        : new TlsTransport(socket, this.#tls, input, direct),
    );
  }
}

function withPortOf(word: string, host: string, port: number, error: unknown): unknown {
  if (!(error instanceof NatsxError) || error.cause === undefined) return error;
  const reason = listenErrorText(host, Math.max(port, 0), error.cause);
  const text = `Error listening on ${word} port: ${port} - ${reason}`;
  return new NatsxError(error.code, text, { cause: error.cause });
}
