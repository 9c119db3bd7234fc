/**
 * The way to a client of a server with TLS. Where its first byte has to be looked at, because the client may choose, it is
 * put back, and TLS or the parser gets it.
 */
import type { Socket } from 'node:net';
import { NegotiatingTransport } from './negotiating-transport.ts';
import { shakeHands, type HandshakeTerms } from './tls-handshake.ts';
import type { DirectWrites } from './transport.ts';

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

export class TlsTransport extends NegotiatingTransport {
  readonly negotiates = true;
  readonly #terms: TlsTerms;
  /** Whether TLS waits for the greeting to be written. */
  #greets = false;
  #timer: NodeJS.Timeout | undefined;

  /** `socket` was accepted as SocketTransport says, and not read from; `input` and `direct` are for later. */
  constructor(socket: Socket, terms: TlsTerms, input: Buffer | undefined, direct?: DirectWrites) {
    super(socket, input, direct);
    this.#terms = terms;
  }

  protected begin(): void {
    const { handshakeFirst } = this.#terms;
    if (handshakeFirst === true || handshakeFirst === 0) process.nextTick(() => this.#shake(true));
    else if (handshakeFirst === false) this.#greet();
    else
      this.#peek(handshakeFirst, (first) =>
        first === undefined ? this.#greet() : this.#shake(true),
      );
  }

  protected stop(): void {
    clearTimeout(this.#timer);
  }

  /** INFO goes out in the clear, and TLS follows it. */
  #greet(): void {
    this.#greets = true;
    this.events?.handshake({ type: 'greeting' });
  }

  protected override greeted(): void {
    if (!this.#greets) return;
    this.#greets = false;
    // Not before whoever writes is done: a client that is turned away is told so in the clear.
    process.nextTick(() => this.#follow());
  }

  #follow(): void {
    if (this.isEnding) return;
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
    const { socket } = this;
    const settle = (first: number | undefined): void => {
      clearTimeout(this.#timer);
      socket.off('readable', look);
      if (!this.isEnding) act(first);
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
    const early = this.socket.read() as Buffer | null;
    this.events?.handshake({ type: 'declined' });
    this.goPlain(early ?? undefined);
  }

  #shake(isFirst: boolean): void {
    if (this.isEnding) return;
    if (this.#terms.admits()) {
      this.shake(isFirst, (outcome) => shakeHands(this.socket, this.#terms, outcome));
    } else this.events?.handshake({ type: 'throttled' });
  }
}
