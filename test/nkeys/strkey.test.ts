import assert from 'node:assert/strict';
import { encodeBase32 } from '../../src/base/base32.ts';
import { crc16 } from '../../src/nkeys/crc16.ts';
import {
  decodePublicKey,
  decodeSeed,
  encodePublicKey,
  encodeSeed,
  isValidEncoding,
  isValidPublicKey,
  isValidSeed,
  prefixOf,
} from '../../src/nkeys/strkey.ts';
import { CURVE, KEY_VECTORS, PRIVATE_KEYS, USER } from './vectors.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A text with a right checksum whatever is in it. */
function checked(...bytes: readonly number[]): string {
  const crc = crc16(Uint8Array.from(bytes));
  return encodeBase32(Uint8Array.from([...bytes, crc & 0xff, crc >> 8]));
}
const key = (length = 32) => Array.from({ length }, () => 7);

describe('strkey', () => {
  for (const { kind, raw, seed, publicKey } of KEY_VECTORS) {
    it(`reads and writes ${seed.slice(0, 6)}…`, () => {
      assert.equal(encodeSeed(kind, raw), seed);
      assert.deepEqual(decodeSeed(seed), { kind, seed: new Uint8Array(raw) });
      const decoded = decodePublicKey(publicKey);
      assert.equal(decoded.kind, kind);
      assert.equal(encodePublicKey(kind, decoded.key), publicKey);
    });
  }

  for (const [what, text] of [
    ['with a line end', `${USER.publicKey}\n`],
    ['with a Windows line end', `${USER.publicKey}\r\n`],
    ['as bytes', Buffer.from(`${USER.publicKey}\n`)],
  ] as const) {
    it(`reads a key ${what}`, () => assert.equal(decodePublicKey(text).kind, 'user'));
  }

  const encoding = 'nkeys: invalid encoded key';
  const publicErrors: readonly (readonly [string, string, string])[] = [
    ['an empty text', '', encoding],
    ['a short text', 'AAA', encoding],
    ['a stray letter after the key', `${USER.publicKey}A`, encoding],
    ['a letter missing', USER.publicKey.slice(0, -1), encoding],
    [
      'a line end inside',
      `${USER.publicKey.slice(0, 20)}\n${USER.publicKey.slice(20)}`,
      'illegal base32 data at input byte 20',
    ],
    ['lower case', USER.publicKey.toLowerCase(), 'illegal base32 data at input byte 0'],
    ['a leading space', ` ${USER.publicKey}`, 'illegal base32 data at input byte 0'],
    ['padding', `${USER.publicKey}=`, 'illegal base32 data at input byte 56'],
    ['another letter', USER.publicKey.replace('CB576', 'CB577'), 'nkeys: invalid checksum'],
    ['a seed', USER.seed, 'nkeys: invalid public key'],
    ['a private key', PRIVATE_KEYS[0], 'nkeys: invalid public key'],
    ['an unknown prefix', checked(25 << 3, ...key()), 'nkeys: invalid public key'],
    ['low prefix bits', checked((20 << 3) | 1, ...key()), 'nkeys: invalid public key'],
    ['too few bytes', checked(20 << 3, ...key(31)), 'nkeys: invalid public key'],
    ['too many bytes', checked(20 << 3, ...key(33)), 'nkeys: invalid public key'],
    [
      'a point of order one',
      checked(20 << 3, 1, ...Array<number>(31).fill(0)),
      'nkeys: invalid public key',
    ],
    [
      'a point of order two, x negative',
      checked(0, 0xec, ...Array<number>(31).fill(0xff)),
      'nkeys: invalid public key',
    ],
  ];
  for (const [what, text, message] of publicErrors) {
    it(`refuses as a public key: ${what}`, () => {
      assert.throws(() => decodePublicKey(text), { message });
      assert.equal(isValidPublicKey(text), false);
    });
  }

  const seedErrors: readonly (readonly [string, string, string])[] = [
    ['a public key', USER.publicKey, 'nkeys: invalid seed'],
    ['an unknown kind', checked(0x90 | 6, (200 & 31) << 3, ...key()), 'nkeys: invalid seed'],
    [
      'a private kind',
      checked(0x90 | (0x78 >> 5), (0x78 & 31) << 3, ...key()),
      'nkeys: invalid seed',
    ],
    ['low bits after the kind', checked(0x95, 1, ...key()), 'nkeys: invalid seed'],
    ['too few bytes', checked(0x95, 0, ...key(31)), 'nkeys: invalid seed'],
    ['too many bytes', checked(0x95, 0, ...key(33)), 'nkeys: invalid seed'],
    ['nothing but a prefix', checked(0x95, 0), 'nkeys: invalid seed'],
    ['a stray letter', `${USER.seed}A`, encoding],
  ];
  for (const [what, text, message] of seedErrors) {
    it(`refuses as a seed: ${what}`, () => {
      assert.throws(() => decodeSeed(text), { message });
      assert.equal(isValidSeed(text), false);
    });
  }

  it('has one spelling for a seed: other last letters of the same bytes are refused', () => {
    const others = Array.from(ALPHABET, (letter) => USER.seed.slice(0, -1) + letter);
    const valid = others.filter((text) => isValidSeed(text));
    assert.deepEqual(valid, [USER.seed]);
  });

  it('never shows the text that was wrong', () => {
    for (const text of [
      `${USER.seed}A`,
      USER.seed.replace('UA', 'Ua'),
      `${USER.seed.slice(0, -4)}AAAA`,
    ]) {
      assert.throws(
        () => decodeSeed(text),
        (error: Error) => !String(error.stack).includes(text.slice(4, 20)),
      );
    }
  });

  it('refuses to write keys of a wrong length', () => {
    assert.throws(() => encodeSeed('user', new Uint8Array(31)), {
      code: 'ERR_NKEYS_INVALID_SEED_LENGTH',
      message: 'nkeys: invalid seed length',
    });
    assert.throws(() => encodePublicKey('user', new Uint8Array(33)), {
      message: 'nkeys: invalid public key',
    });
  });

  it('tells kinds apart', () => {
    assert.equal(isValidPublicKey(USER.publicKey, 'user'), true);
    assert.equal(isValidPublicKey(USER.publicKey, 'account'), false);
    assert.equal(isValidSeed(CURVE.seed, 'x25519'), true);
    assert.equal(isValidSeed(CURVE.seed, 'user'), false);
    assert.equal(prefixOf(USER.publicKey), 'user');
    assert.equal(prefixOf(CURVE.publicKey), 'x25519');
    assert.equal(prefixOf(USER.seed), 'seed');
    assert.equal(prefixOf(PRIVATE_KEYS[1]), 'private');
    assert.equal(prefixOf('Hello'), 'unknown');
    assert.equal(prefixOf(checked(25 << 3, ...key())), 'unknown');
  });

  it('calls any text with a right checksum an encoding', () => {
    assert.equal(isValidEncoding(checked(1, 2)), true);
    assert.equal(isValidEncoding(checked(1)), false);
  });
});
