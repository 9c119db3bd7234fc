/**
 * The text form of keys: prefix, payload and CRC-16 in base32.
 *
 * Reading is stricter than in Go, whose decoder lets a stray last letter or odd last bits pass, so that one key has many
 * spellings: here a text is a key only if encoding the key gives that text again. Line ends around it are dropped.
 */
import { decodeBase32, encodeBase32 } from '../base/base32.ts';
import { crc16 } from './crc16.ts';
import { NkeysError } from './errors.ts';
import {
  kindOfPrefix,
  LETTER_BITS,
  PRIVATE_PREFIX,
  PUBLIC_PREFIX,
  SEED_PREFIX,
  type KeyKind,
} from './prefix.ts';

/** Every key's raw length: ed25519 seed, public key and X25519 scalar alike. */
export const KEY_BYTES = 32;

/** What nkey text is read from. Bytes can be wiped afterwards, a string can't. */
export type KeyText = string | Uint8Array;

/** The text of a public key, 56 letters. */
export function encodePublicKey(kind: KeyKind, key: Uint8Array): string {
  if (key.length !== KEY_BYTES) throw new NkeysError('ERR_NKEYS_INVALID_PUBLIC_KEY');
  return encode([PUBLIC_PREFIX[kind]], key);
}

/** The text of a private key: 108 letters for ed25519 (seed and public key), 56 for a curve scalar. */
export function encodePrivateKey(key: Uint8Array): string {
  return encode([PRIVATE_PREFIX], key);
}

/** The text of a seed, 58 letters. */
export function encodeSeed(kind: KeyKind, seed: Uint8Array): string {
  if (seed.length !== KEY_BYTES) throw new NkeysError('ERR_NKEYS_INVALID_SEED_LENGTH');
  const prefix = PUBLIC_PREFIX[kind];
  // Five bits of S, then five bits of the kind, so that both show as letters.
  return encode([SEED_PREFIX | (prefix >> 5), (prefix & 31) << 3], seed);
}

/** Reads a public key of any kind. */
export function decodePublicKey(text: KeyText): { kind: KeyKind; key: Uint8Array } {
  const raw = decode(text);
  // The whole byte: unlike a seed's, a public key's three low bits must be zero (nkeys strkey.go).
  const kind = kindOfPrefix(raw[0]!);
  const key = raw.subarray(1);
  if (kind === undefined || key.length !== KEY_BYTES || (kind !== 'x25519' && hasSmallOrder(key))) {
    throw new NkeysError('ERR_NKEYS_INVALID_PUBLIC_KEY');
  }
  return { kind, key };
}

/** Reads a seed of any kind. */
export function decodeSeed(text: KeyText): { kind: KeyKind; seed: Uint8Array } {
  const raw = decode(text);
  const kind = kindOfPrefix(((raw[0]! & 7) << 5) | (raw[1]! >> 3));
  const seed = raw.subarray(2);
  const isSeed = (raw[0]! & LETTER_BITS) === SEED_PREFIX && (raw[1]! & 7) === 0;
  if (!isSeed || kind === undefined || seed.length !== KEY_BYTES) {
    raw.fill(0);
    throw new NkeysError('ERR_NKEYS_INVALID_SEED');
  }
  return { kind, seed };
}

/** Whether `text` is base32 with a right checksum, whatever it stands for. */
export function isValidEncoding(text: KeyText): boolean {
  return succeeds(() => decode(text));
}

/** Whether `text` is a public key, of that kind if one is given. */
export function isValidPublicKey(text: KeyText, kind?: KeyKind): boolean {
  return succeeds(() => decodePublicKey(text), kind);
}

/** Whether `text` is a seed, of that kind if one is given. */
export function isValidSeed(text: KeyText, kind?: KeyKind): boolean {
  return succeeds(() => decodeSeed(text), kind);
}

/** What a text is: the kind of a public key, `seed`, `private`, or `unknown`. */
export function prefixOf(text: KeyText): KeyKind | 'seed' | 'private' | 'unknown' {
  if (!isValidEncoding(text)) return 'unknown';
  const first = decode(text)[0]!;
  if (first === PRIVATE_PREFIX) return 'private';
  if ((first & LETTER_BITS) === SEED_PREFIX) return 'seed';
  return kindOfPrefix(first) ?? 'unknown';
}

function succeeds(read: () => { kind: KeyKind } | Uint8Array, kind?: KeyKind): boolean {
  try {
    const result = read();
    return kind === undefined || (result as { kind?: KeyKind }).kind === kind;
  } catch {
    return false; // The question is only whether it can be read.
  }
}

function encode(prefix: readonly number[], payload: Uint8Array): string {
  const end = prefix.length + payload.length;
  const raw = Buffer.alloc(end + 2);
  raw.set(prefix);
  raw.set(payload, prefix.length);
  raw.writeUInt16LE(crc16(raw.subarray(0, end)), end);
  const text = encodeBase32(raw);
  raw.fill(0);
  return text;
}

function decode(text: KeyText): Uint8Array {
  const letters = trimLineEnds(text);
  const raw = decodeBase32(letters);
  const end = raw.length - 2;
  if (raw.length < 4 || encodeBase32(raw) !== letters) {
    throw new NkeysError('ERR_NKEYS_INVALID_ENCODING');
  }
  // Little endian, the only number in an nkey that is.
  if (crc16(raw.subarray(0, end)) !== (raw[end]! | (raw[end + 1]! << 8))) {
    throw new NkeysError('ERR_NKEYS_INVALID_CHECKSUM');
  }
  return raw.subarray(0, end);
}

function trimLineEnds(text: KeyText): string {
  const letters = typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
  return letters.replace(/^[\r\n]+|[\r\n]+$/g, '');
}

/**
 * The y coordinates of the eight points whose order divides eight, with the two spellings above the modulus. Against
 * such a key anyone can make a signature that verifies, so it is none (RFC 8032 section 5.1.7 leaves it to us).
 */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

function hasSmallOrder(key: Uint8Array): boolean {
  const y = Buffer.from(key);
  y[31]! &= 0x7f; // The top bit is the sign of x.
  return SMALL_ORDER.has(y.toString('hex'));
}
