/** Making key pairs: new ones, and from the texts and bytes they were kept as. */
import { randomBytes } from 'node:crypto';
import { CurveKeyPair } from './curve.ts';
import { NkeysError } from './errors.ts';
import { PublicKey, SigningKeyPair, type KeyPair } from './keypair.ts';
import type { KeyKind } from './prefix.ts';
import { decodeSeed, KEY_BYTES, type KeyText } from './strkey.ts';

/** A new key pair of that kind. */
export function createPair(kind: KeyKind): KeyPair {
  return pairOf(kind, randomBytes(KEY_BYTES));
}

/** A new operator, who vouches for accounts. */
export function createOperator(): KeyPair {
  return createPair('operator');
}

/** A new account, who vouches for users. */
export function createAccount(): KeyPair {
  return createPair('account');
}

/** A new user, who connects. */
export function createUser(): KeyPair {
  return createPair('user');
}

/** A new server. */
export function createServer(): KeyPair {
  return createPair('server');
}

/** A new cluster. */
export function createCluster(): KeyPair {
  return createPair('cluster');
}

/** A new curve key, which seals and opens. */
export function createCurve(): KeyPair {
  return createPair('x25519');
}

/** The key pair of a seed's text, whatever its kind. */
export function fromSeed(text: KeyText): KeyPair {
  const { kind, seed } = decodeSeed(text);
  return pairOf(kind, seed);
}

/** The key pair of a curve seed's text; no other kind will do. */
export function fromCurveSeed(text: KeyText): KeyPair {
  const { kind, seed } = decodeSeed(text);
  if (kind !== 'x25519') throw new NkeysError('ERR_NKEYS_INVALID_CURVE_SEED');
  return pairOf(kind, seed);
}

/** The key pair of 32 raw bytes, which are copied. */
export function fromRawSeed(kind: KeyKind, seed: Uint8Array): KeyPair {
  if (seed.length !== KEY_BYTES) throw new NkeysError('ERR_NKEYS_INVALID_SEED_LENGTH');
  return pairOf(kind, Uint8Array.from(seed));
}

/** A public key's text as a key that verifies. */
export function fromPublicKey(text: KeyText): KeyPair {
  return new PublicKey(text);
}

function pairOf(kind: KeyKind, seed: Uint8Array): KeyPair {
  return kind === 'x25519' ? new CurveKeyPair(seed) : new SigningKeyPair(kind, seed);
}
