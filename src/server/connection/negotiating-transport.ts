/**
 * A way that may get encrypted before it is used: from the socket to the stream, encrypted or not, that it comes to.
 *
 * Nothing that arrived before the handshake is ever taken for what the peer says afterwards: while TLS is to come, the
 * socket is not read but by TLS itself.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { TlsFailure } from './tls-failure.ts';
import type { HandshakeOutcome } from './tls-handshake.ts';
import { tlsState, type TlsState } from './tls-state.ts';
import {
  plainAddress,
  SocketTransport,
  type DirectWrites,
  type Transport,
  type TransportEvents,
} from './transport.ts';

export abstract class NegotiatingTransport implements Transport {
  abstract readonly negotiates: boolean;
  readonly remoteHost: string;
  readonly remotePort: number;
  readonly whenClosed: Promise<void>;
  protected readonly socket: Socket;
  protected events: TransportEvents | undefined;
  protected isEnding = false;
  readonly #input: Buffer | undefined;
  readonly #direct: DirectWrites | undefined;
  #resolveClosed: () => void = () => undefined;
  /** The way that it came to, encrypted or not. */
  #way: SocketTransport | undefined;
  #tls: TlsState | undefined;
  /** Gives up the handshake that is under way. */
  #cancel: (() => void) | undefined;
  /** Written during the handshake. */
  #held: Uint8Array | undefined;

  /** `socket` is as SocketTransport says, and not read from; `input` and `direct` are for later. */
  constructor(socket: Socket, input: Buffer | undefined, direct?: DirectWrites) {
    this.socket = socket;
    this.#input = input;
    this.#direct = direct;
    this.remoteHost = plainAddress(socket.remoteAddress ?? '');
    this.remotePort = socket.remotePort ?? 0;
    this.whenClosed = new Promise((resolve) => (this.#resolveClosed = resolve));
  }

  /** The events are there: the negotiation begins. */
  protected abstract begin(): void;

  /** It ends, or is destroyed: what was waited for will not come. */
  protected abstract stop(): void;

  get tls(): TlsState | undefined {
    return this.#tls;
  }

  open(events: TransportEvents): void {
    this.events = events;
    const { socket } = this;
    socket.on('error', this.#broke);
    socket.on('end', this.#ended);
    socket.on('close', this.#closed);
    this.begin();
  }

  resume(): void {
    this.#way?.resume();
  }

  write(bytes: Uint8Array): boolean {
    if (this.#way !== undefined) return this.#way.write(bytes);
    if (this.#cancel !== undefined) {
      this.#held = bytes;
      return false;
    }
    // A greeting is shorter than what any system takes at once; if not, Node keeps a copy.
    this.socket.write(bytes);
    this.greeted();
    return true;
  }

  end(): void {
    this.#stop();
    if (this.#way !== undefined) this.#way.end();
    else if (this.#cancel !== undefined) this.destroy();
    else {
      this.#leaveSocket();
      this.#open(new SocketTransport(this.socket, undefined)).end();
    }
  }

  destroy(): void {
    this.#stop();
    this.#cancel?.();
    if (this.#way !== undefined) this.#way.destroy();
    else this.socket.destroy();
  }

  /** Something was written in the clear. */
  protected greeted(): void {
    // Whoever waits for it says what follows.
  }

  /** Goes on in the clear; `early` was read already. */
  protected goPlain(early: Buffer | undefined): void {
    this.#leaveSocket();
    this.#open(new SocketTransport(this.socket, this.#input, this.#direct, early));
  }

  /** Hands the socket to TLS. `start` begins the handshake, and returns what gives it up. */
  protected shake(isFirst: boolean, start: (outcome: HandshakeOutcome) => () => void): void {
    this.events?.handshake({ type: 'begun' });
    this.#cancel = start({
      secured: (socket) => this.#secured(socket, isFirst),
      failed: (failure) => this.failed(failure),
    });
  }

  protected failed(failure: TlsFailure): void {
    this.events?.handshake({ type: 'failed', ...failure });
  }

  #secured(socket: TLSSocket, isFirst: boolean): void {
    this.#cancel = undefined;
    this.#leaveSocket();
    this.#tls = tlsState(socket, isFirst);
    const way = this.#open(new SocketTransport(socket, this.#input, this.#direct));
    this.events?.handshake({ type: 'done' });
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined && way.write(held)) this.events?.written();
  }

  #open(way: SocketTransport): SocketTransport {
    this.#way = way;
    void way.whenClosed.then(this.#resolveClosed);
    if (this.events !== undefined) way.open(this.events);
    return way;
  }

  #stop(): void {
    this.isEnding = true;
    this.stop();
  }

  /** Whoever has the socket from now on listens to it. */
  #leaveSocket(): void {
    this.socket.removeAllListeners('readable');
    this.socket.off('end', this.#ended);
    this.socket.off('close', this.#closed);
  }

  readonly #broke = (error: Error): void => {
    if (this.#isWaiting) this.events?.broke(error);
  };

  readonly #ended = (): void => {
    if (this.#isWaiting) this.events?.ended();
  };

  /** Whether nobody else listens to the socket yet. */
  get #isWaiting(): boolean {
    return this.#way === undefined && this.#cancel === undefined && !this.isEnding;
  }

  readonly #closed = (): void => {
    this.stop();
    this.events?.closed();
    this.#resolveClosed();
  };
}
