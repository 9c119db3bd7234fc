/**
 * The way to a client of a server with TLS, from the accepted socket to the encrypted stream.
 *
 * Nothing that arrived before the handshake is ever taken for what the client says afterwards: while TLS is to come,
 * the socket is not read but by TLS itself. Where the first byte has to be looked at, because the client may choose,
 * it is put back, and TLS or the parser gets it.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { shakeHands, type HandshakeTerms } from './tls-handshake.ts';
import { tlsState, type TlsState } from './tls-state.ts';
import {
  plainAddress,
  SocketTransport,
  type DirectWrites,
  type Transport,
  type TransportEvents,
} from './transport.ts';

/** How a server receives its clients. */
export interface TlsTerms extends HandshakeTerms {
  /** Whether TLS starts before INFO; a number is the ms after which INFO is sent first all the same. */
  readonly handshakeFirst: boolean | number;
  /** Whether a client may go without TLS. */
  readonly allowsPlain: boolean;
  /** Whether one more handshake may begin now. */
  admits(): boolean;
}

/** The first byte of a TLS handshake (RFC 8446, 5.1). */
const HANDSHAKE_RECORD = 0x16;

export class TlsTransport implements Transport {
  readonly negotiates = true;
  readonly remoteHost: string;
  readonly remotePort: number;
  readonly whenClosed: Promise<void>;
  readonly #socket: Socket;
  readonly #terms: TlsTerms;
  readonly #input: Buffer | undefined;
  readonly #direct: DirectWrites | undefined;
  #resolveClosed: () => void = () => undefined;
  #events: TransportEvents | undefined;
  /** The way that it came to, encrypted or not. */
  #way: SocketTransport | undefined;
  #tls: TlsState | undefined;
  /** Whether TLS waits for the greeting to be written. */
  #greets = false;
  /** Gives up the handshake that is under way. */
  #cancel: (() => void) | undefined;
  /** Written during the handshake. */
  #held: Uint8Array | undefined;
  #isEnding = false;
  #timer: NodeJS.Timeout | undefined;

  /** `socket` was accepted as SocketTransport says, and not read from; `input` and `direct` are for later. */
  constructor(socket: Socket, terms: TlsTerms, input: Buffer | undefined, direct?: DirectWrites) {
    this.#socket = socket;
    this.#terms = terms;
    this.#input = input;
    this.#direct = direct;
    this.remoteHost = plainAddress(socket.remoteAddress ?? '');
    this.remotePort = socket.remotePort ?? 0;
    this.whenClosed = new Promise((resolve) => (this.#resolveClosed = resolve));
  }

  get tls(): TlsState | undefined {
    return this.#tls;
  }

  open(events: TransportEvents): void {
    this.#events = events;
    const socket = this.#socket;
    socket.on('error', this.#broke);
    socket.on('end', this.#ended);
    socket.on('close', this.#closed);
    const { handshakeFirst } = this.#terms;
    if (handshakeFirst === true || handshakeFirst === 0) process.nextTick(() => this.#shake(true));
    else if (handshakeFirst === false) this.#greet();
    else
      this.#peek(handshakeFirst, (first) =>
        first === undefined ? this.#greet() : this.#shake(true),
      );
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
    this.#socket.write(bytes);
    if (this.#greets) {
      this.#greets = false;
      // Not before whoever writes is done: a client that is turned away is told so in the clear.
      process.nextTick(() => this.#greeted());
    }
    // A greeting is shorter than what any system takes at once; if not, Node keeps a copy.
    return true;
  }

  end(): void {
    this.#isEnding = true;
    clearTimeout(this.#timer);
    if (this.#way !== undefined) this.#way.end();
    else if (this.#cancel !== undefined) this.destroy();
    else {
      this.#leaveSocket();
      this.#open(new SocketTransport(this.#socket, undefined)).end();
    }
  }

  destroy(): void {
    this.#isEnding = true;
    clearTimeout(this.#timer);
    this.#cancel?.();
    if (this.#way !== undefined) this.#way.destroy();
    else this.#socket.destroy();
  }

  /** INFO goes out in the clear, and TLS follows it. */
  #greet(): void {
    this.#greets = true;
    this.#events?.handshake({ type: 'greeting' });
  }

  #greeted(): void {
    if (this.#isEnding) return;
    const { allowsPlain, timeoutMs } = this.#terms;
    if (!allowsPlain) this.#shake(false);
    else {
      this.#peek(timeoutMs, (first) => {
        if (first === HANDSHAKE_RECORD) this.#shake(false);
        else this.#decline();
      });
    }
  }

  /** Waits `waitMs` for a first byte, which stays where it is. */
  #peek(waitMs: number, act: (first: number | undefined) => void): void {
    const socket = this.#socket;
    const settle = (first: number | undefined): void => {
      clearTimeout(this.#timer);
      socket.off('readable', look);
      if (!this.#isEnding) act(first);
    };
    const look = (): void => {
      const bytes = socket.read() as Buffer | null;
      if (bytes === null) return;
      socket.unshift(bytes);
      settle(bytes[0]);
    };
    socket.on('readable', look);
    this.#timer = setTimeout(() => settle(undefined), waitMs);
  }

  #decline(): void {
    const early = this.#socket.read() as Buffer | null;
    this.#leaveSocket();
    this.#events?.handshake({ type: 'declined' });
    this.#open(new SocketTransport(this.#socket, this.#input, this.#direct, early ?? undefined));
  }

  #shake(isFirst: boolean): void {
    if (this.#isEnding) return;
    if (!this.#terms.admits()) {
      this.#events?.handshake({ type: 'throttled' });
      return;
    }
    this.#events?.handshake({ type: 'begun' });
    this.#cancel = shakeHands(this.#socket, this.#terms, {
      secured: (socket) => this.#secured(socket, isFirst),
      failed: (failure) => this.#events?.handshake({ type: 'failed', ...failure }),
    });
  }

  #secured(socket: TLSSocket, isFirst: boolean): void {
    this.#cancel = undefined;
    this.#leaveSocket();
    this.#tls = tlsState(socket, isFirst);
    const way = this.#open(new SocketTransport(socket, this.#input, this.#direct));
    this.#events?.handshake({ type: 'done' });
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined && way.write(held)) this.#events?.written();
  }

  #open(way: SocketTransport): SocketTransport {
    this.#way = way;
    void way.whenClosed.then(this.#resolveClosed);
    if (this.#events !== undefined) way.open(this.#events);
    return way;
  }

  /** Whoever has the socket from now on listens to it. */
  #leaveSocket(): void {
    this.#socket.removeAllListeners('readable');
    this.#socket.off('end', this.#ended);
    this.#socket.off('close', this.#closed);
  }

  readonly #broke = (error: Error): void => {
    if (this.#isWaiting) this.#events?.broke(error);
  };

  readonly #ended = (): void => {
    if (this.#isWaiting) this.#events?.ended();
  };

  /** Whether nobody else listens to the socket yet. */
  get #isWaiting(): boolean {
    return this.#way === undefined && this.#cancel === undefined && !this.#isEnding;
  }

  readonly #closed = (): void => {
    clearTimeout(this.#timer);
    this.#events?.closed();
    this.#resolveClosed();
  };
}
