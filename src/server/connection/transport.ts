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
import { getSystemErrorName } from 'node:util';

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
}

/** The way to one peer: a socket, or in tests a pair of functions. */
export interface Transport {
  readonly remoteHost: string;
  readonly remotePort: number;
  /** Resolves when the transport is gone. */
  readonly whenClosed: Promise<void>;
  open(events: TransportEvents): void;
  /** Reads again after `received` said false. */
  resume(): void;
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
  readonly #input: Buffer | undefined;
  /** The handle, if it may be written to directly. */
  readonly #handle: WritableHandle | undefined;
  readonly #direct: DirectWrites | undefined;
  /** The part of the input that the last read filled: mostly, the next one is as long. */
  #chunk: Buffer | undefined;
  #events: TransportEvents | undefined;
  #isEnding = false;

  /**
   * `socket` was accepted by a server with `pauseOnConnect`, and with a highWaterMark of 1, so that every unfinished
   * write ends in a 'drain'. It is read into `input`, and written to by `direct`, if that is wanted and can be.
   */
  constructor(socket: Socket, input: Buffer | undefined, direct?: DirectWrites) {
    const handle = input === undefined ? undefined : detachHandle(socket);
    this.#input = handle === undefined ? undefined : input;
    this.#socket = handle === undefined ? socket : this.#readInto(input!, handle, socket);
    this.#direct = direct;
    this.#handle = direct?.handleOf(this.#socket);
    this.remoteHost = plainAddress(this.#socket.remoteAddress ?? '');
    this.remotePort = this.#socket.remotePort ?? 0;
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
    socket.resume();
  }

  resume(): void {
    this.#socket.resume();
  }

  write(bytes: Uint8Array): boolean {
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
    if (handle.writeQueueSize === 0) return true;
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
    socket.end();
    if (socket.readableEnded) socket.destroySoon();
    else socket.resume();
  }

  destroy(): void {
    this.#isEnding = true;
    this.#socket.destroy();
  }

  /** A socket around `handle` that reads into `input`. */
  #readInto(input: Buffer, handle: SocketHandle, accepted: Socket): Socket {
    const callback = (size: number): boolean => {
      if (this.#isEnding || this.#events === undefined) return true;
      if (this.#chunk?.length !== size) this.#chunk = input.subarray(0, size);
      return this.#events.received(this.#chunk);
    };
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

/** What a write to the handle takes along; Node's own class, whose instances know the native side. */
interface WriteRequest {
  oncomplete?: (status: number) => void;
  bytesUnderWay?: Uint8Array;
}

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

  /** A request to write with; undefined until it is known what they are. */
  request(): WriteRequest | undefined {
    if (this.#Request !== undefined) this.#spare ??= new this.#Request();
    return this.#spare;
  }

  /** The last request is under way: the next write needs another one. */
  keep(): void {
    this.#spare = undefined;
  }

  /** The handle of `socket`, if it is one that we know. */
  handleOf(socket: Socket): WritableHandle | undefined {
    const { _handle: handle } = socket as unknown as { _handle?: Partial<WritableHandle> | null };
    if (handle?.constructor.name !== 'TCP' || typeof handle.writeQueueSize !== 'number') {
      return undefined;
    }
    const { writeBuffer } = handle;
    if (typeof writeBuffer !== 'function') return undefined;
    if (this.#Request === undefined) {
      handle.writeBuffer = (request, bytes) => {
        delete handle.writeBuffer;
        const { constructor } = request;
        if (constructor.name === 'WriteWrap') this.#Request = constructor as new () => WriteRequest;
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
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
