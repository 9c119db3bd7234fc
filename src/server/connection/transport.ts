/** The one file that touches a socket. */
import type { Socket } from 'node:net';

/** What a connection hears from its transport. */
export interface TransportEvents {
  /** Bytes came in. `chunk` stays the transport's: it may be overwritten after the call. */
  received(chunk: Buffer): void;
  /** What `write` could not place at once has been taken; the bytes are free again. */
  written(): void;
  /** The peer will send no more. */
  ended(): void;
  /** The way broke. */
  broke(error: Error): void;
  /** The transport is gone: it calls nothing and reads no bytes any more. */
  closed(): void;
}

/** The way to one peer: a socket, or in tests a pair of functions. */
export interface Transport {
  readonly remoteHost: string;
  readonly remotePort: number;
  /** Resolves when the transport is gone. */
  readonly whenClosed: Promise<void>;
  open(events: TransportEvents): void;
  /** Hands `bytes` over. True if they were taken at once; else they must stay as they are until `written`. */
  write(bytes: Uint8Array): boolean;
  /** Sends what was written and then the end; what the peer still sends is thrown away. */
  end(): void;
  /** Drops everything at once. */
  destroy(): void;
}

/** How long a peer has to close its side after we closed ours. Our -ERR would be lost by a reset before it is read. */
const LINGER_MS = 2_000;

export class SocketTransport implements Transport {
  readonly remoteHost: string;
  readonly remotePort: number;
  readonly #socket: Socket;
  #isEnding = false;

  /** `socket` must have been made with a highWaterMark of 1, so that every unfinished write ends in a 'drain'. */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.remoteHost = plainAddress(socket.remoteAddress ?? '');
    this.remotePort = socket.remotePort ?? 0;
  }

  get whenClosed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.closed) resolve();
      else this.#socket.once('close', () => resolve());
    });
  }

  open(events: TransportEvents): void {
    const socket = this.#socket;
    socket.on('data', (chunk: Buffer) => {
      if (!this.#isEnding) events.received(chunk);
    });
    socket.on('drain', () => events.written());
    socket.on('end', () => {
      if (this.#isEnding) socket.destroy();
      else events.ended();
    });
    socket.on('close', () => events.closed());
    socket.on('error', (error) => {
      // While ending, a reset by the peer is one way of saying goodbye.
      if (!this.#isEnding) events.broke(error);
    });
  }

  write(bytes: Uint8Array): boolean {
    this.#socket.write(bytes);
    return this.#socket.writableLength === 0;
  }

  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const socket = this.#socket;
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('close', () => clearTimeout(timer));
    socket.end();
    if (socket.readableEnded) socket.destroySoon();
    else socket.resume();
  }

  destroy(): void {
    this.#isEnding = true;
    this.#socket.destroy();
  }
}

/** An IPv4 peer of a dual-stack socket shows as `::ffff:127.0.0.1`; Go shows `127.0.0.1`. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
