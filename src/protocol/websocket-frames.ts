/**
 * WebSocket frames (RFC 6455) as a server sees them. NATS is a stream of bytes: where frames and messages begin and end
 * means nothing, so payloads are handed on as they come, without waiting for the end of a frame.
 *
 * Decoding unmasks in place and moves the payloads of a chunk together at its beginning: the reader sees one piece a
 * chunk, in the memory that it was read into.
 */

/** What a decoder finds. All bytes are valid during the call only. */
export interface FrameSink {
  /** Payload of messages that are not compressed. */
  data(bytes: Buffer): void;
  /** Payload of a compressed message; `isLast` when it is complete. */
  compressed(bytes: Buffer, isLast: boolean): void;
  ping(payload: Buffer): void;
  /** The peer is done; `status` is undefined if it gave none. Nothing is decoded after that. */
  close(status: number | undefined, reason: string): void;
  /** The peer broke the rules: `text` says how. Nothing is decoded after that. */
  violation(text: string): void;
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
type Opcode = (typeof OPCODE)[keyof typeof OPCODE];

/** Status codes of close frames (RFC 6455, 7.4.1). */
export const CLOSE_STATUS = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  invalidPayload: 1007,
  policyViolation: 1008,
  messageTooBig: 1009,
  internalError: 1011,
  tlsHandshake: 1015,
} as const;

const FINAL = 0x80;
const RSV1 = 0x40;
const RSV2_RSV3 = 0x30;
const MASKED = 0x80;
const NO_FRAME = -1;
/** The longest payload of a control frame. */
const MOST_CONTROL = 125;
const LONGEST_HEADER = 14;
/** The longest header of a frame that is not masked. */
export const MOST_SERVER_HEADER = 10;

/** Takes frames apart; one a connection. */
export class FrameDecoder {
  readonly #sink: FrameSink;
  readonly #requiresMask: boolean;
  readonly #allowsCompression: boolean;
  readonly #header = Buffer.alloc(LONGEST_HEADER);
  /** How much of the header is there, and how long it is as far as is known. */
  #headerSize = 0;
  #headerNeeds = 2;
  /** The frame whose payload is being read, if there is one, and how much of that is to come. */
  #opcode = NO_FRAME;
  #left = 0;
  #isFinal = true;
  /** Whether a message has begun whose last frame has not come, and whether it is compressed. */
  #isInMessage = false;
  #isCompressed = false;
  #mask = 0;
  #maskAt = 0;
  /** The payload of a control frame. */
  #control = Buffer.alloc(0);
  #isDone = false;

  constructor(sink: FrameSink, rules: { requiresMask: boolean; allowsCompression: boolean }) {
    this.#sink = sink;
    this.#requiresMask = rules.requiresMask;
    this.#allowsCompression = rules.allowsCompression;
  }

  /** Decodes `chunk`, whose bytes are changed. */
  decode(chunk: Buffer): void {
    let at = 0;
    /** Where the payload that was moved to the beginning ends. */
    let moved = 0;
    const flush = (): void => {
      if (moved > 0) this.#sink.data(chunk.subarray(0, moved));
      moved = 0;
    };
    while (at < chunk.length && !this.#isDone) {
      if (this.#isBetweenFrames()) {
        at = this.#readHeader(chunk, at, flush);
        // A frame without a payload is complete as it is.
        if (this.#isBetweenFrames() || this.#left > 0) continue;
      }
      const count = Math.min(this.#left, chunk.length - at);
      this.#left -= count;
      if (isControl(this.#opcode)) {
        this.#unmask(chunk, at, at, count);
        this.#control = Buffer.concat([this.#control, chunk.subarray(at, at + count)]);
        if (this.#left === 0) this.#endControl(this.#opcode, flush);
      } else if (this.#isCompressed) {
        flush();
        this.#unmask(chunk, at, at, count);
        this.#sink.compressed(chunk.subarray(at, at + count), this.#isFinal && this.#left === 0);
      } else {
        this.#unmask(chunk, at, moved, count);
        moved += count;
      }
      at += count;
      if (this.#left === 0) this.#opcode = NO_FRAME;
    }
    flush();
  }

  #isBetweenFrames(): boolean {
    return this.#opcode === NO_FRAME;
  }

  /** Reads header bytes from `at` on; returns where it stopped. */
  #readHeader(chunk: Buffer, at: number, flush: () => void): number {
    const header = this.#header;
    while (at < chunk.length) {
      header[this.#headerSize++] = chunk[at++]!;
      if (this.#headerSize < this.#headerNeeds) continue;
      if (this.#headerSize === 2) {
        const wrong = this.#check(header[0]!, header[1]!);
        if (wrong !== undefined) return this.#violate(wrong, at, flush);
        this.#headerNeeds = headerSize(header[1]!);
        if (this.#headerNeeds > 2) continue;
      }
      const wrong = this.#beginFrame();
      return wrong === undefined ? at : this.#violate(wrong, at, flush);
    }
    return at;
  }

  /** What is wrong with the first two bytes of a frame; texts and order are those of nats-server. */
  #check(first: number, second: number): string | undefined {
    const opcode = first & 0x0f;
    const isCompressed = (first & RSV1) !== 0;
    if ((first & RSV2_RSV3) !== 0) return 'RSV2 and RSV3 must be clear';
    if (isCompressed && !this.#allowsCompression) {
      return 'compressed frame received without negotiated permessage-deflate';
    }
    if (this.#requiresMask && (second & MASKED) === 0) return 'mask bit missing';
    switch (opcode) {
      case OPCODE.close:
      case OPCODE.ping:
      case OPCODE.pong:
        if ((second & 0x7f) > MOST_CONTROL) {
          return `control frame length bigger than maximum allowed of ${MOST_CONTROL} bytes`;
        }
        if ((first & FINAL) === 0) return 'control frame does not have final bit set';
        return isCompressed ? 'control frame must not be compressed' : undefined;
      case OPCODE.text:
      case OPCODE.binary:
        return this.#isInMessage
          ? 'new message started before final frame for previous message was received'
          : undefined;
      case OPCODE.continuation:
        return !this.#isInMessage || isCompressed ? 'invalid continuation frame' : undefined;
      default:
        return `unknown opcode ${opcode}`;
    }
  }

  /** The header is complete. */
  #beginFrame(): string | undefined {
    const header = this.#header;
    const first = header[0]!;
    const second = header[1]!;
    const opcode = first & 0x0f;
    const size = second & 0x7f;
    if (size === 127 && (header[2]! & 0x80) !== 0) return 'invalid 64-bit payload length';
    if (size < 126) this.#left = size;
    else if (size === 126) this.#left = header.readUInt16BE(2);
    else this.#left = header.readUInt32BE(2) * 2 ** 32 + header.readUInt32BE(6);
    this.#mask = (second & MASKED) === 0 ? 0 : header.readInt32BE(this.#headerNeeds - 4);
    this.#maskAt = 0;
    this.#headerSize = 0;
    this.#headerNeeds = 2;
    this.#opcode = opcode;
    if (isControl(opcode)) return undefined;
    this.#isFinal = (first & FINAL) !== 0;
    this.#isInMessage = !this.#isFinal;
    if (opcode !== OPCODE.continuation) this.#isCompressed = (first & RSV1) !== 0;
    return undefined;
  }

  #endControl(opcode: number, flush: () => void): void {
    const payload = this.#control;
    this.#control = Buffer.alloc(0);
    if (opcode === OPCODE.ping) this.#sink.ping(payload);
    if (opcode !== OPCODE.close) return;
    flush();
    this.#isDone = true;
    if (payload.length === 1) {
      this.#sink.violation('close frame payload cannot be 1 byte');
      return;
    }
    const status = payload.length === 0 ? undefined : payload.readUInt16BE(0);
    if (status !== undefined && !isCloseStatus(status)) {
      this.#sink.violation(`invalid close status code ${status}`);
      return;
    }
    const reason = readUtf8(payload.subarray(2));
    if (reason !== undefined) this.#sink.close(status, reason);
    else this.#sink.close(CLOSE_STATUS.invalidPayload, 'invalid utf8 body in close frame');
  }

  #violate(text: string, at: number, flush: () => void): number {
    flush();
    this.#isDone = true;
    this.#sink.violation(text);
    return at;
  }

  /** Moves `count` bytes at `from` to `to`, which is not behind it, without their mask. */
  #unmask(bytes: Buffer, from: number, to: number, count: number): void {
    const mask = this.#mask;
    if (mask === 0) {
      if (from !== to) bytes.copyWithin(to, from, from + count);
      return;
    }
    // The mask as it stands at the next byte.
    const turn = (this.#maskAt & 3) * 8;
    const turned = turn === 0 ? mask : (mask << turn) | (mask >>> (32 - turn));
    this.#maskAt += count;
    const a = turned >>> 24;
    const b = (turned >>> 16) & 0xff;
    const c = (turned >>> 8) & 0xff;
    const d = turned & 0xff;
    const whole = from + (count & ~3);
    while (from < whole) {
      bytes[to] = bytes[from]! ^ a;
      bytes[to + 1] = bytes[from + 1]! ^ b;
      bytes[to + 2] = bytes[from + 2]! ^ c;
      bytes[to + 3] = bytes[from + 3]! ^ d;
      from += 4;
      to += 4;
    }
    const rest = count & 3;
    if (rest > 0) bytes[to] = bytes[from]! ^ a;
    if (rest > 1) bytes[to + 1] = bytes[from + 1]! ^ b;
    if (rest > 2) bytes[to + 2] = bytes[from + 2]! ^ c;
  }
}

/** Which frame of a message it is. */
export interface FramePart {
  readonly isFirst: boolean;
  readonly isFinal: boolean;
  readonly isCompressed: boolean;
}

/** A message that is one frame. */
export const WHOLE: FramePart = { isFirst: true, isFinal: true, isCompressed: false };

/** Writes the header of an unmasked frame with `size` bytes of payload at `at`; returns where the payload goes. */
export function encodeFrameHeader(
  target: Buffer,
  at: number,
  opcode: Opcode,
  size: number,
  { isFirst, isFinal, isCompressed }: FramePart = WHOLE,
): number {
  const code = isFirst ? opcode : OPCODE.continuation;
  target[at] = code | (isFinal ? FINAL : 0) | (isFirst && isCompressed ? RSV1 : 0);
  if (size < 126) {
    target[at + 1] = size;
    return at + 2;
  }
  if (size < 65_536) {
    target[at + 1] = 126;
    target.writeUInt16BE(size, at + 2);
    return at + 4;
  }
  target[at + 1] = 127;
  target.writeUInt32BE(Math.floor(size / 2 ** 32), at + 2);
  target.writeUInt32BE(size >>> 0, at + 6);
  return at + 10;
}

/** A control frame; `payload` is at most 125 bytes long. */
export function encodeControlFrame(opcode: Opcode, payload: Uint8Array): Buffer {
  const frame = Buffer.alloc(2 + payload.length);
  frame.set(payload, encodeFrameHeader(frame, 0, opcode, payload.length));
  return frame;
}

/** A close frame that says why, as far as there is room. */
export function encodeCloseFrame(status: number | undefined, reason: string): Buffer {
  if (status === undefined) return encodeControlFrame(OPCODE.close, Buffer.alloc(0));
  let text = Buffer.from(reason);
  if (text.length > MOST_CONTROL - 2) {
    // Cut between characters: half of one would be a violation of ours.
    let end = MOST_CONTROL - 5;
    while ((text[end]! & 0xc0) === 0x80) end--;
    text = Buffer.concat([text.subarray(0, end), Buffer.from('...')]);
  }
  const payload = Buffer.alloc(2 + text.length);
  payload.writeUInt16BE(status, 0);
  payload.set(text, 2);
  return encodeControlFrame(OPCODE.close, payload);
}

function isControl(opcode: number): boolean {
  return opcode >= OPCODE.close;
}

function headerSize(second: number): number {
  const size = second & 0x7f;
  const extended = size === 126 ? 2 : size === 127 ? 8 : 0;
  return 2 + extended + ((second & MASKED) === 0 ? 0 : 4);
}

/** Whether an endpoint may give this status (RFC 6455, 7.4). */
function isCloseStatus(status: number): boolean {
  if (status < 1000 || status >= 5000) return false;
  if (status >= 1015 && status <= 2999) return false;
  return status !== 1004 && status !== 1005 && status !== 1006;
}

function readUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined; // The caller says that it is none.
  }
}
