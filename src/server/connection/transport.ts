/**
 * The one file that touches a socket, and two short cuts around Node's.
 *
 * Reading into one static buffer instead of getting a new one with each 'data' event saves a quarter of the time at
 * 16 bytes a message. Node gives that (`onread`) to sockets that connect, not to those that are accepted; an accepted
 * one is made anew around its handle, which no documentation promises. Where the handle is not as expected, 'data'
 * events do.
 *
 * A write goes to the handle itself, past the stream in front of it: some 10 % more requests a CPU-second with 16 clients
 * (a noisy machine), and what the stream would add, a queue, `Outbound` has. That is undocumented, too, and done only if
 * the handle is as expected; otherwise the socket writes.
 */
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { getSystemErrorName } from 'node:util';
import type { ClosedState } from '../../protocol/closed-state.ts';
import type { HandshakeStep } from './handshake.ts';
import { tlsState, type TlsState } from './tls-state.ts';
import { TlsWrites } from './tls-writes.ts';
import type { WebSocketState } from './websocket-state.ts';

/** What a connection hears from its transport. */
export interface TransportEvents {
  /**
   * Bytes came in. `chunk` stays the transport's: it may be overwritten after the call.
   * False: no more until `resume`.
   */
  received(chunk: Buffer): boolean;
  /** What `write` could not place at once has been taken; the bytes are free again. */
  written(): void;
  /** The peer will send no more. */
  ended(): void;
  /** The way broke. */
  broke(error: Error): void;
  /** The transport is gone: it calls nothing and reads no bytes any more. */
  closed(): void;
  /** The peer broke the rules of the way itself, not those of NATS: `reason` says what becomes of the connection. */
  refused(text: string, reason: ClosedState): void;
  /** How a way that may get encrypted is coming along. */
  handshake(step: HandshakeStep): void;
}

/** The way to one peer: a socket, or in tests a pair of functions. */
export interface Transport {
  readonly remoteHost: string;
  readonly remotePort: number;
  /** How the way is encrypted; undefined if it is not, or not yet. */
  readonly tls?: TlsState | undefined;
  /** What the HTTP request said; undefined if there was none. */
  readonly websocket?: WebSocketState | undefined;
  /** Whether the peer may be greeted only when `handshake` says so. */
  readonly negotiates?: boolean;
  /** Resolves when the transport is gone. */
  readonly whenClosed: Promise<void>;
  open(events: TransportEvents): void;
  /** Reads again after `received` said false. */
  resume(): void;
  /** Hands `bytes` over. True if they were taken at once; else they must stay as they are until `written`. */
  write(bytes: Uint8Array): boolean;
  /** Sends what was written and then the end, with why if the way can say it; what the peer still sends is thrown away. */
  end(reason?: ClosedState): void;
  /** Drops everything at once. */
  destroy(): void;
}

/** How long a peer has to close its side after we closed ours. Our -ERR would be lost by a reset before it is read. */
export const LINGER_MS = 2_000;

export class SocketTransport implements Transport {
  readonly remoteHost: string;
  readonly remotePort: number;
  readonly #socket: Socket;
  readonly #input: Buffer | undefined;
  /** The handle, if it may be written to directly. */
  readonly #handle: WritableHandle | undefined;
  readonly #direct: DirectWrites | undefined;
  /** How to write, if it is a TLSSocket. */
  readonly #tlsWrites: TlsWrites | undefined;
  /** The part of the input that the last read filled: mostly, the next one is as long. */
  #chunk: Buffer | undefined;
  /** What was read before this transport was made. */
  #early: Buffer | undefined;
  #tls: TlsState | undefined;
  #events: TransportEvents | undefined;
  #isEnding = false;

  /**
   * `socket` was accepted by a server with `pauseOnConnect`, and with a highWaterMark of 1, so that every unfinished
   * write ends in a 'drain'; or it is a TLSSocket whose handshake is done. It is read into `input`, and written to by
   * `direct`, if that is wanted and can be. `early` was read from it already.
   */
  constructor(socket: Socket, input: Buffer | undefined, direct?: DirectWrites, early?: Buffer) {
    this.remoteHost = plainAddress(socket.remoteAddress ?? '');
    this.remotePort = socket.remotePort ?? 0;
    const reader = input === undefined ? undefined : this.#readInto(input, socket);
    this.#input = reader === undefined ? undefined : input;
    this.#socket = reader ?? socket;
    this.#early = early;
    this.#direct = direct;
    if (socket instanceof TLSSocket) {
      this.#tlsWrites = new TlsWrites(socket, direct, () => this.#events?.written());
    } else this.#handle = direct?.handleOf(this.#socket);
  }

  get tls(): TlsState | undefined {
    if (this.#socket instanceof TLSSocket) this.#tls ??= tlsState(this.#socket);
    return this.#tls;
  }

  /** Whether bytes come in through the static buffer. */
  get readsIntoInput(): boolean {
    return this.#input !== undefined;
  }

  get whenClosed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.closed) resolve();
      else this.#socket.once('close', () => resolve());
    });
  }

  open(events: TransportEvents): void {
    const socket = this.#socket;
    this.#events = events;
    if (this.#input === undefined) {
      socket.on('data', (chunk: Buffer) => {
        if (!this.#isEnding && !events.received(chunk)) socket.pause();
      });
    }
    if (!(socket instanceof TLSSocket)) socket.on('drain', () => events.written());
    socket.on('end', () => {
      if (this.#isEnding) socket.destroy();
      else events.ended();
    });
    socket.on('close', () => events.closed());
    const broke = (error: Error): void => {
      // While ending, a reset by the peer is one way of saying goodbye.
      if (!this.#isEnding) events.broke(error);
    };
    socket.on('error', broke);
    // What breaks TLS after its handshake: where Node has no tls.Server to tell, it tells nobody else, and goes on.
    if (socket instanceof TLSSocket) socket.on('_tlsError', broke);
    const early = this.#early;
    this.#early = undefined;
    if (early === undefined || events.received(early)) socket.resume();
  }

  resume(): void {
    this.#socket.resume();
  }

  write(bytes: Uint8Array): boolean {
    if (this.#tlsWrites !== undefined) return this.#tlsWrites.write(bytes);
    const handle = this.#handle;
    const request = handle === undefined ? undefined : this.#direct?.request();
    if (handle === undefined || request === undefined) {
      this.#socket.write(bytes);
      return this.#socket.writableLength === 0;
    }
    const error = handle.writeBuffer(request, bytes);
    if (error !== 0) {
      this.#socket.destroy(writeError(error));
      return true;
    }
    if (request.getAsyncId() === UNUSED) return true;
    this.#direct?.keep();
    // The bytes must live as long as the system may read them.
    request.bytesUnderWay = bytes;
    request.oncomplete = (status) => {
      if (status < 0) this.#socket.destroy(writeError(status));
      else this.#events?.written();
    };
    return false;
  }

  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const socket = this.#socket;
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('close', () => clearTimeout(timer));
    if (this.#tlsWrites === undefined) socket.end();
    else this.#tlsWrites.end(() => socket.end());
    if (socket.readableEnded) socket.destroySoon();
    else socket.resume();
  }

  destroy(): void {
    this.#isEnding = true;
    this.#socket.destroy();
  }

  /** A socket that reads into `input`, in place of `accepted`; undefined if it can't be had. */
  #readInto(input: Buffer, accepted: Socket): Socket | undefined {
    const callback = (size: number): boolean => {
      if (this.#isEnding || this.#events === undefined) return true;
      if (this.#chunk?.length !== size) this.#chunk = input.subarray(0, size);
      return this.#events.received(this.#chunk);
    };
    if (accepted instanceof TLSSocket) return readTlsInto(input, accepted, callback);
    const handle = detachHandle(accepted);
    if (handle === undefined) return undefined;
    const options = {
      handle,
      allowHalfOpen: true,
      manualStart: true,
      highWaterMark: 1,
      onread: { buffer: input, callback },
    };
    const socket = new Socket(options);
    // So that the listener counts its connections right.
    const { server } = accepted as { server?: unknown };
    Object.assign(socket, { server, _server: server });
    return socket;
  }
}

/** The part of Node's TCP handle by which we know that it can be told where to read to. */
interface SocketHandle {
  useUserBuffer(buffer: Uint8Array): void;
}

/** Takes the handle out of a socket that has not been read from; undefined if it is not one that we know. */
function detachHandle(socket: Socket): SocketHandle | undefined {
  const holder = socket as unknown as { _handle?: Partial<SocketHandle> | null };
  const handle = holder._handle;
  if (typeof handle?.useUserBuffer !== 'function') return undefined;
  holder._handle = null;
  return handle as SocketHandle;
}

/**
 * Tells a TLSSocket, which can't be made anew, to read into `input`: what `onread` would do if it were allowed for
 * sockets of servers. 2.2 M messages of 128 bytes a CPU-second, against 1.2 M with 'data' events (a noisy machine).
 */
function readTlsInto(
  input: Buffer,
  socket: TLSSocket,
  callback: (size: number) => boolean,
): TLSSocket | undefined {
  const inside = socket as unknown as { _handle?: Partial<SocketHandle> | null } & Record<
    symbol,
    unknown
  >;
  const symbols = Object.getOwnPropertySymbols(socket);
  const buffer = symbols.find(({ description }) => description === 'kBuffer');
  const bufferCallback = symbols.find(({ description }) => description === 'kBufferCb');
  const { _handle: handle } = inside;
  if (buffer === undefined || bufferCallback === undefined) return undefined;
  if (typeof handle?.useUserBuffer !== 'function') return undefined;
  inside[buffer] = input;
  inside[bufferCallback] = callback;
  handle.useUserBuffer(input);
  return socket;
}

/** The id of a request that no write needed. */
const UNUSED = -1;

/** What a write to the handle takes along; Node's own class, whose instances know the native side. */
interface WriteRequest {
  /**
   * Other than UNUSED from when a write was not done at once: it is under way until `oncomplete`, even if the socket took
   * the rest of the bytes meanwhile and its queue is empty. One that is under way must not be used again: Node would abort.
   */
  getAsyncId(): number;
  oncomplete?: (status: number) => void;
  bytesUnderWay?: Uint8Array;
}

/** Spaces that are kept: those of as many connections as write at once again and again. */
const MOST_SPACES = 16;

/** The part of Node's TCP handle by which we know that it can be written to. */
interface WritableHandle {
  /** An error number, or 0. */
  writeBuffer(request: WriteRequest, bytes: Uint8Array): number;
  readonly writeQueueSize: number;
}

/** Writing to handles, for the sockets of one server: what Node's requests are is seen on the first socket's first write. */
export class DirectWrites {
  #Request: (new () => WriteRequest) | undefined;
  /** A request that was not needed, because all was taken at once, serves again, for whatever socket. */
  #spare: WriteRequest | undefined;
  readonly #spaces: Buffer[] = [];

  /** A request to write with; undefined until it is known what they are. */
  request(): WriteRequest | undefined {
    if (this.#Request !== undefined) this.#spare ??= new this.#Request();
    return this.#spare;
  }

  /** The last request is under way: the next write needs another one. */
  keep(): void {
    this.#spare = undefined;
  }

  /** Memory to gather writes in, for a moment. */
  takeSpace(): Buffer | undefined {
    return this.#spaces.pop();
  }

  giveBackSpace(space: Buffer): void {
    if (this.#spaces.length < MOST_SPACES) this.#spaces.push(space);
  }

  /** The handle of `socket`, if it is one that we know. */
  handleOf(socket: Socket): WritableHandle | undefined {
    const { _handle: handle } = socket as unknown as { _handle?: Partial<WritableHandle> | null };
    const kind = handle?.constructor.name;
    if ((kind !== 'TCP' && kind !== 'TLSWrap') || typeof handle?.writeQueueSize !== 'number') {
      return undefined;
    }
    const { writeBuffer } = handle;
    if (typeof writeBuffer !== 'function') return undefined;
    if (this.#Request === undefined) {
      handle.writeBuffer = (request, bytes) => {
        delete handle.writeBuffer;
        const { constructor } = request;
        const isKnown = constructor.name === 'WriteWrap' && request.getAsyncId() === UNUSED;
        if (isKnown) this.#Request = constructor as new () => WriteRequest;
        return writeBuffer.call(handle, request, bytes);
      };
    }
    return handle as WritableHandle;
  }
}

function writeError(code: number): NodeJS.ErrnoException {
  const name = getSystemErrorName(code);
  return Object.assign(new Error(`write ${name}`), { code: name, errno: code, syscall: 'write' });
}

/** An IPv4 peer of a dual-stack socket shows as `::ffff:127.0.0.1`; Go shows `127.0.0.1`. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
