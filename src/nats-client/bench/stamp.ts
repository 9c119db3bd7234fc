/**
 * What a message at constant rate carries at the front of its payload, so that a subscriber, in this process or another,
 * knows what it has missed and how long the way was:
 *
 *     0 magic  4 run  8 publisher  10 publishers  12 sequence  16 due, ms since 1970 (float64)      24 bytes, big-endian
 *
 * `run` tells one benchmark's messages from another's on the same subject. The last message of a publisher is an end:
 * its sequence is the number of messages before it.
 */
export interface Stamp {
  readonly type: 'message' | 'end';
  readonly run: number;
  readonly publisher: number;
  /** How many publishers the run has. */
  readonly publishers: number;
  /** From 0, each publisher its own. */
  readonly sequence: number;
  /** When it was to be sent, whether or not its publisher was late. */
  readonly dueMs: number;
}

export const STAMP_BYTES = 24;

const MESSAGE = 0x4e_42_4d_31; // NBM1
const END = 0x4e_42_45_31; // NBE1

/** A payload of `size` bytes with the stamp in front. */
export function stampedPayload(size: number, stamp: Stamp): Buffer {
  const payload = Buffer.alloc(Math.max(size, STAMP_BYTES));
  payload.writeUInt32BE(stamp.type === 'message' ? MESSAGE : END, 0);
  payload.writeUInt32BE(stamp.run, 4);
  payload.writeUInt16BE(stamp.publisher, 8);
  payload.writeUInt16BE(stamp.publishers, 10);
  payload.writeUInt32BE(stamp.sequence, 12);
  payload.writeDoubleBE(stamp.dueMs, 16);
  return payload;
}

/** The stamp of a payload, if it has one. */
export function readStamp(payload: Uint8Array): Stamp | undefined {
  if (payload.length < STAMP_BYTES) return undefined;
  if (payload[0] !== 0x4e || payload[1] !== 0x42) return undefined; // Most messages end here, without a view.
  const view = new DataView(payload.buffer, payload.byteOffset, STAMP_BYTES);
  const magic = view.getUint32(0);
  if (magic !== MESSAGE && magic !== END) return undefined;
  return {
    type: magic === MESSAGE ? 'message' : 'end',
    run: view.getUint32(4),
    publisher: view.getUint16(8),
    publishers: view.getUint16(10),
    sequence: view.getUint32(12),
    dueMs: view.getFloat64(16),
  };
}
