// Frames as a client writes them: also such as none should.

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
