/** RFC 4648 base32, upper case, without padding: the text form of every nkey. */
import { NatsxError } from './errors.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LETTERS = Buffer.from(ALPHABET, 'latin1');
const ILLEGAL = 0xff;
const VALUES = new Uint8Array(256).fill(ILLEGAL);
LETTERS.forEach((letter, value) => (VALUES[letter] = value));

/** The text of `bytes`. */
export function encodeBase32(bytes: Uint8Array): string {
  const text = Buffer.alloc(Math.ceil((bytes.length * 8) / 5));
  let bits = 0;
  let count = 0;
  let at = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    count += 8;
    while (count >= 5) {
      count -= 5;
      text[at++] = LETTERS[(bits >> count) & 31]!;
    }
  }
  if (count > 0) text[at] = LETTERS[(bits << (5 - count)) & 31]!;
  return text.toString('latin1');
}

/**
 * The bytes of `text`. As Go's decoder does, it drops bits that fill no byte at the end: who needs the one true spelling
 * encodes again and compares.
 */
export function decodeBase32(text: string | Uint8Array): Uint8Array {
  const letters = typeof text === 'string' ? Buffer.from(text) : text;
  const bytes = new Uint8Array(Math.floor((letters.length * 5) / 8));
  let bits = 0;
  let count = 0;
  let at = 0;
  for (let i = 0; i < letters.length; i++) {
    const value = VALUES[letters[i]!]!;
    if (value === ILLEGAL) {
      // Go's CorruptInputError. The place, never the text: it may be a seed.
      throw new NatsxError('ERR_BASE32', `illegal base32 data at input byte ${i}`);
    }
    bits = ((bits << 5) | value) & 0xfff;
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = (bits >> count) & 0xff;
    }
  }
  return bytes;
}
