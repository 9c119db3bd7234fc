// Frames as a client writes them, and what a decoder made of them.
import { FrameDecoder, type FrameSink } from '../../src/protocol/websocket-frames.ts';

export interface ClientFrame {
  readonly opcode: number;
  readonly payload?: string | Uint8Array;
  /** Default true. */
  readonly isFinal?: boolean;
  readonly isCompressed?: boolean;
  /** Default some key; undefined leaves the mask out. */
  readonly mask?: number | undefined;
  /** How the length is written; default the shortest. */
  readonly lengthBytes?: 1 | 2 | 8;
  /** RSV2 and RSV3. */
  readonly reserved?: number;
}

/** A frame as a client sends it. */
export function clientFrame(frame: ClientFrame): Buffer {
  const { opcode, payload = '', isFinal = true, isCompressed = false, reserved = 0 } = frame;
  const mask = 'mask' in frame ? frame.mask : 0x37fa213d;
  const bytes = Buffer.from(payload as string, 'latin1');
  const size = bytes.length;
  const { lengthBytes = size < 126 ? 1 : size < 65_536 ? 2 : 8 } = frame;
  const first = opcode | (isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | reserved;
  const second =
    (lengthBytes === 1 ? size : lengthBytes === 2 ? 126 : 127) | (mask === undefined ? 0 : 0x80);
  const length = Buffer.alloc(lengthBytes === 1 ? 0 : lengthBytes);
  if (lengthBytes === 2) length.writeUInt16BE(size);
  if (lengthBytes === 8) length.writeBigUInt64BE(BigInt(size));
  const key = Buffer.alloc(mask === undefined ? 0 : 4);
  if (mask !== undefined) {
    key.writeUInt32BE(mask >>> 0);
    for (let i = 0; i < size; i++) bytes[i] = bytes[i]! ^ key[i & 3]!;
  }
  return Buffer.concat([Buffer.from([first, second]), length, key, bytes]);
}

/** Feeds `chunks`, each overwritten afterwards, and tells what came out. */
export function decode(
  chunks: readonly Buffer[],
  rules = { requiresMask: true, allowsCompression: false },
): { data: string; events: string[] } {
  let data = '';
  const events: string[] = [];
  const note = (text: string): void => void events.push(`${data.length}: ${text}`);
  const sink: FrameSink = {
    data: (bytes) => (data += bytes.toString('latin1')),
    compressed: (bytes, isLast) => {
      data += bytes.toString('latin1');
      if (isLast) note('compressed message');
    },
    ping: (payload) => note(`ping ${payload.toString('latin1')}`),
    close: (status, reason) => note(`close ${status} ${reason}`),
    violation: (text) => note(`violation: ${text}`),
  };
  const decoder = new FrameDecoder(sink, rules);
  for (const chunk of chunks) {
    const own = Buffer.from(chunk);
    decoder.decode(own);
    own.fill(0xee);
  }
  return { data, events };
}
