/**
 * The framing format of Snappy, in which tools of NATS ask for answers: a stream identifier, then chunks of at most
 * 64 KiB with their checksum (google/snappy, framing_format.txt and format_description.txt).
 */

const IDENTIFIER = Buffer.from('\xff\x06\x00\x00sNaPpY', 'latin1');
const MOST_IN_CHUNK = 65_536;
/** Chunk types: what shrank, and what did not. */
const COMPRESSED = 0x00;
const PLAIN = 0x01;

/** `bytes` as a stream, made chunk by chunk. */
export function* snappyChunks(bytes: Buffer): Generator<Buffer> {
  yield IDENTIFIER;
  for (let at = 0; at < bytes.length; at += MOST_IN_CHUNK) {
    const plain = bytes.subarray(at, at + MOST_IN_CHUNK);
    const block = snappyBlock(plain);
    const isSmaller = block.length < plain.length;
    const body = isSmaller ? block : plain;
    const head = Buffer.allocUnsafe(8);
    head.writeUInt32LE((isSmaller ? COMPRESSED : PLAIN) | ((body.length + 4) << 8), 0);
    head.writeUInt32LE(maskedChecksum(plain), 4);
    yield Buffer.concat([head, body]);
  }
}

const HASH_BITS = 14;
const LEAST_MATCH = 4;

/** One block of at most 64 KiB: its length, then literals and copies of what came before in it. */
function snappyBlock(input: Buffer): Buffer {
  const output = new BlockWriter(input);
  const seenAt = new Uint16Array(1 << HASH_BITS);
  let literalFrom = 0;
  let at = 1; // The table says 0 for what was never seen, too; the bytes decide.
  while (at + LEAST_MATCH <= input.length) {
    const word = input.readUInt32LE(at);
    const hash = Math.imul(word, 0x1e35a7bd) >>> (32 - HASH_BITS);
    const candidate = seenAt[hash]!;
    seenAt[hash] = at;
    if (input.readUInt32LE(candidate) !== word) {
      at++;
      continue;
    }
    let length = LEAST_MATCH;
    while (at + length < input.length && input[candidate + length] === input[at + length]) length++;
    output.literal(literalFrom, at);
    output.copy(at - candidate, length);
    at += length;
    literalFrom = at;
  }
  output.literal(literalFrom, input.length);
  return output.block();
}

class BlockWriter {
  readonly #input: Buffer;
  readonly #output: Buffer;
  #at = 0;

  constructor(input: Buffer) {
    this.#input = input;
    // The format's own bound, and the length in front.
    this.#output = Buffer.allocUnsafe(32 + input.length + Math.ceil(input.length / 6));
    let length = input.length;
    while (length >= 0x80) {
      this.#byte((length & 0x7f) | 0x80);
      length >>>= 7;
    }
    this.#byte(length);
  }

  /** The bytes of the input from `from` to before `to`, as they are. */
  literal(from: number, to: number): void {
    const last = to - from - 1;
    if (last < 0) return;
    if (last < 60) this.#byte(last << 2);
    else if (last < 0x100) {
      this.#byte(60 << 2);
      this.#byte(last);
    } else {
      this.#byte(61 << 2);
      this.#word(last);
    }
    this.#at += this.#input.copy(this.#output, this.#at, from, to);
  }

  /** `length` bytes once more that stood `offset` bytes before: at most 64 at a time. */
  copy(offset: number, length: number): void {
    for (let left = length; left > 0; left -= 64) {
      this.#byte(((Math.min(left, 64) - 1) << 2) | 0x02);
      this.#word(offset);
    }
  }

  block(): Buffer {
    return this.#output.subarray(0, this.#at);
  }

  #byte(value: number): void {
    this.#output[this.#at++] = value;
  }

  #word(value: number): void {
    this.#byte(value & 0xff);
    this.#byte(value >>> 8);
  }
}

/** CRC-32C, turned and shifted so that the checksum of a text with checksums in it is not odd. */
function maskedChecksum(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  const sum = ~crc >>> 0;
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}

/** By the polynomial of Castagnoli, bits turned around. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ ((value & 1) * 0x82f63b78);
  return value;
});
