/** The way to a peer that speaks NATS in WebSocket frames: a transport around one. */
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ClosedState } from '../../protocol/closed-state.ts';
import {
  CLOSE_STATUS,
  encodeCloseFrame,
  encodeControlFrame,
  encodeFrameHeader,
  FrameDecoder,
  MOST_SERVER_HEADER,
  OPCODE,
  WHOLE,
  type FramePart,
  type FrameSink,
} from '../../protocol/websocket-frames.ts';
import type { HandshakeStep } from './handshake.ts';
import type { TlsState } from './tls-state.ts';
import type { Transport, TransportEvents } from './transport.ts';
import type { WebSocketState } from './websocket-state.ts';

/** How frames are written and read, by what the HTTP request said. */
export interface WebSocketTerms extends WebSocketState {
  readonly isCompressed: boolean;
  readonly requiresMask: boolean;
  /** Whether frames are kept small, and compressed messages in one frame: see `framesFor`. */
  readonly framing: 'any' | 'small' | 'small unless compressed';
  /** Largest NATS message in bytes, by which the size of a compressed message is limited. */
  readonly maxPayload: number;
}

/** Payload of a frame for a browser, which copes better with small ones (nats-server, wsFrameSizeForBrowsers). */
const SMALL_FRAME = 4_096;
/** What is not longer is not worth compressing (nats-server, wsCompressThreshold). */
const COMPRESS_ABOVE = 64;
/** Bytes of a compressed message, compressed: so many times the largest message, and never more than that. */
const COMPRESSED_MULTIPLE = 8;
const MOST_COMPRESSED = 64 * 1024 * 1024;
/** What a sender leaves out at the end of a compressed message (RFC 7692, 7.2.1). */
const DEFLATE_TAIL = Buffer.from([0x00, 0x00, 0xff, 0xff]);

export class WebSocketTransport implements Transport, TransportEvents, FrameSink {
  readonly remoteHost: string;
  readonly remotePort: number;
  readonly websocket: WebSocketState;
  readonly #way: Transport;
  readonly #terms: WebSocketTerms;
  readonly #frames: FrameSpace;
  readonly #decoder: FrameDecoder;
  #events: TransportEvents | undefined;
  /** Whether more is wanted, by the last that was handed on. */
  #wantsMore = true;
  /** Parts of a compressed message that is not complete, and their size. */
  #compressed: Buffer[] = [];
  #compressedSize = 0;
  /** Whether the way has bytes of ours that it has not taken; what is to follow them; and who waits for that. */
  #isWriting = false;
  #queue: Uint8Array[] = [];
  #isAwaited = false;
  /** The answer to the last ping, until it can be written: one is enough (RFC 6455, 5.5.3). */
  #pong: Buffer | undefined;
  /** The peer's close frame, or what it did wrong, as our last frame. */
  #farewell: Buffer | undefined;

  /** `way` is past its HTTP request. `frames` is shared with other transports of the server. */
  constructor(way: Transport, terms: WebSocketTerms, frames: FrameSpace) {
    this.#way = way;
    this.#terms = terms;
    this.#frames = frames;
    this.remoteHost = way.remoteHost;
    this.remotePort = way.remotePort;
    this.websocket = terms;
    this.#decoder = new FrameDecoder(this, {
      requiresMask: terms.requiresMask,
      allowsCompression: terms.isCompressed,
    });
  }

  get tls(): TlsState | undefined {
    return this.#way.tls;
  }

  get whenClosed(): Promise<void> {
    return this.#way.whenClosed;
  }

  open(events: TransportEvents): void {
    this.#events = events;
    this.#way.open(this);
  }

  resume(): void {
    this.#way.resume();
  }

  write(bytes: Uint8Array): boolean {
    const isTaken = this.#send(this.#encode(bytes));
    if (!isTaken) this.#isAwaited = true;
    return isTaken;
  }

  end(reason: ClosedState = 'Client Closed'): void {
    this.#farewell ??= encodeCloseFrame(statusFor(reason), reason);
    if (this.#pong !== undefined) this.#queue.push(this.#pong);
    this.#pong = undefined;
    // The way sends all that it was given before it ends.
    for (const frame of [...this.#queue, this.#farewell]) this.#way.write(frame);
    this.#queue = [];
    this.#way.end();
  }

  destroy(): void {
    this.#queue = [];
    this.#way.destroy();
  }

  received(chunk: Buffer): boolean {
    this.#wantsMore = true;
    // An inflated message may be handed on in the memory that the rest of the chunk is in.
    this.#decoder.decode(this.#terms.isCompressed ? Buffer.from(chunk) : chunk);
    return this.#wantsMore;
  }

  written(): void {
    this.#isWriting = false;
    let isFree = true;
    while (isFree && this.#queue.length > 0) isFree = this.#put(this.#queue.shift()!);
    const pong = this.#pong;
    if (isFree && pong !== undefined) {
      this.#pong = undefined;
      isFree = this.#put(pong);
    }
    if (!isFree || !this.#isAwaited) return;
    this.#isAwaited = false;
    this.#events?.written();
  }

  ended(): void {
    this.#events?.ended();
  }

  broke(error: Error): void {
    this.#events?.broke(error);
  }

  closed(): void {
    this.#events?.closed();
  }

  refused(text: string, reason: ClosedState): void {
    this.#events?.refused(text, reason);
  }

  handshake(step: HandshakeStep): void {
    this.#events?.handshake(step);
  }

  data(bytes: Buffer): void {
    this.#wantsMore = this.#events?.received(bytes) ?? true;
  }

  compressed(bytes: Buffer, isLast: boolean): void {
    const most = Math.min(this.#terms.maxPayload * COMPRESSED_MULTIPLE, MOST_COMPRESSED);
    this.#compressedSize += bytes.length;
    if (this.#compressedSize + DEFLATE_TAIL.length > most) {
      this.#tooBig();
      return;
    }
    if (bytes.length > 0) this.#compressed.push(Buffer.from(bytes));
    if (!isLast) return;
    const parts = this.#compressed;
    this.#compressed = [];
    this.#compressedSize = 0;
    this.#inflate(Buffer.concat([...parts, DEFLATE_TAIL]));
  }

  ping(payload: Buffer): void {
    const pong = encodeControlFrame(OPCODE.pong, payload);
    if (this.#isWriting) this.#pong = pong;
    else this.#put(pong);
  }

  close(status: number | undefined, reason: string): void {
    this.#farewell = encodeCloseFrame(status, reason);
    this.#events?.ended();
  }

  violation(text: string): void {
    this.#farewell = encodeCloseFrame(CLOSE_STATUS.protocolError, text);
    this.#events?.refused(text, 'Protocol Violation');
  }

  #inflate(message: Buffer): void {
    let bytes: Buffer;
    try {
      bytes = inflateRawSync(message, {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: this.#terms.maxPayload,
      });
    } catch (error) {
      const { code, message: text } = error as NodeJS.ErrnoException;
      if (code === 'ERR_BUFFER_TOO_LARGE') this.#tooBig();
      else this.violation(`invalid compressed message: ${text}`);
      return;
    }
    this.data(bytes);
  }

  #tooBig(): void {
    this.#compressed = [];
    const text = 'maximum payload exceeded';
    this.#farewell ??= encodeCloseFrame(CLOSE_STATUS.messageTooBig, text);
    this.#events?.refused(text, 'Maximum Message Payload Exceeded');
  }

  #encode(bytes: Uint8Array): Buffer {
    const { isCompressed, framing } = this.#terms;
    if (!isCompressed || bytes.length <= COMPRESS_ABOVE) {
      // Messages of their own, not parts of one: browsers need not put them together.
      return this.#frame(bytes, framing === 'any' ? bytes.length : SMALL_FRAME, WHOLE);
    }
    const deflated = deflateRawSync(bytes, {
      level: constants.Z_BEST_SPEED,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    const message = deflated.subarray(0, deflated.length - DEFLATE_TAIL.length);
    return this.#frame(message, framing === 'small' ? SMALL_FRAME : message.length, undefined);
  }

  /**
   * Frames of at most `most` bytes of payload each: as `part` says, or, if that is undefined, as the parts of one
   * compressed message.
   */
  #frame(payload: Uint8Array, most: number, part: FramePart | undefined): Buffer {
    const count = Math.ceil(payload.length / most);
    const target = this.#frames.take(payload.length + count * MOST_SERVER_HEADER);
    let at = 0;
    for (let from = 0; from < payload.length; from += most) {
      const size = Math.min(most, payload.length - from);
      const own = part ?? {
        isFirst: from === 0,
        isFinal: from + size === payload.length,
        isCompressed: true,
      };
      at = encodeFrameHeader(target, at, OPCODE.binary, size, own);
      target.set(size === payload.length ? payload : payload.subarray(from, from + size), at);
      at += size;
    }
    return target.subarray(0, at);
  }

  /** Writes a frame, after what is under way. False: `written` tells when it is gone. */
  #send(frame: Buffer): boolean {
    if (this.#isWriting) {
      this.#frames.keep();
      this.#queue.push(frame);
      return false;
    }
    const isTaken = this.#put(frame);
    if (!isTaken) this.#frames.keep();
    return isTaken;
  }

  #put(frame: Uint8Array): boolean {
    const isTaken = this.#way.write(frame);
    this.#isWriting = !isTaken;
    return isTaken;
  }
}

/** Memory to put frames together in: the same for all connections of a server, as long as their bytes are taken at once. */
export class FrameSpace {
  #space: Buffer | undefined;

  take(size: number): Buffer {
    if (size > SPACE) return Buffer.allocUnsafeSlow(size);
    return (this.#space ??= Buffer.allocUnsafeSlow(SPACE));
  }

  /** What was taken last is still needed. */
  keep(): void {
    this.#space = undefined;
  }
}

/** A large slab and its headers, in frames as small as they get. */
const SPACE = 65_536 + 17 * MOST_SERVER_HEADER;

/** How a close frame says why (nats-server, wsEnqueueCloseMessage). */
function statusFor(reason: ClosedState): number {
  return STATUS[reason] ?? CLOSE_STATUS.internalError;
}

const STATUS: Readonly<Partial<Record<ClosedState, number>>> = {
  'Client Closed': CLOSE_STATUS.normal,
  'Authentication Timeout': CLOSE_STATUS.policyViolation,
  'Authentication Failure': CLOSE_STATUS.policyViolation,
  'Slow Consumer (Pending Bytes)': CLOSE_STATUS.policyViolation,
  'Slow Consumer (Write Deadline)': CLOSE_STATUS.policyViolation,
  'Maximum Connections Exceeded': CLOSE_STATUS.policyViolation,
  'Maximum Control Line Exceeded': CLOSE_STATUS.policyViolation,
  'TLS Handshake Failure': CLOSE_STATUS.tlsHandshake,
  'Parse Error': CLOSE_STATUS.protocolError,
  'Protocol Violation': CLOSE_STATUS.protocolError,
  'Bad Client Protocol Version': CLOSE_STATUS.protocolError,
  'Maximum Message Payload Exceeded': CLOSE_STATUS.messageTooBig,
  'Write Error': CLOSE_STATUS.goingAway,
  'Read Error': CLOSE_STATUS.goingAway,
  'Stale Connection': CLOSE_STATUS.goingAway,
  'Server Shutdown': CLOSE_STATUS.goingAway,
};
