/** Key pairs that sign and verify. Ed25519 is Node's own (OpenSSL): a signature takes a hundredth of tweetnacl's time. */
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { NkeysError } from './errors.ts';
import type { KeyKind } from './prefix.ts';
import { decodePublicKey, encodePrivateKey, encodePublicKey, encodeSeed } from './strkey.ts';

/** What every key can be asked; one that can't do it throws an NkeysError that says why. */
export interface KeyPair {
  readonly kind: KeyKind;
  /** The public key's text, 56 letters, safe to show to anybody. */
  readonly publicKey: string;
  /** The seed's text: it is the secret. A string can't be overwritten, so ask for it only to store it. */
  seed(): string;
  /** The private key's text (letter P). Few programs want it; the seed says the same. */
  privateKey(): string;
  /** Signs `data`: 64 bytes. */
  sign(data: Uint8Array): Uint8Array;
  /** Whether `signature` over `data` was made by this key. */
  verify(data: Uint8Array, signature: Uint8Array): boolean;
  /** Encrypts `data` for the public curve key `recipient`. `nonce`, 24 bytes, is for tests: never use one twice. */
  seal(data: Uint8Array, recipient: string, nonce?: Uint8Array): Uint8Array;
  /** Decrypts what `sender` sealed for this key. */
  open(sealed: Uint8Array, sender: string): Uint8Array;
  /** Overwrites the key in memory; the pair is of no use afterwards. */
  wipe(): void;
}

/** An operator, account, user, server or cluster with its seed. Takes `seed` (32 bytes) over and wipes it. */
export class SigningKeyPair implements KeyPair {
  readonly kind: KeyKind;
  readonly #seed: Uint8Array;
  #wiped = false;
  // OpenSSL's copies of the key; it clears them itself once these objects are collected.
  #private: KeyObject | undefined;
  #public: KeyObject | undefined;

  constructor(kind: KeyKind, seed: Uint8Array) {
    this.kind = kind;
    this.#seed = seed;
  }

  get publicKey(): string {
    return encodePublicKey(this.kind, rawPublicKey(this.#publicObject()));
  }

  seed(): string {
    return encodeSeed(this.kind, this.#living());
  }

  privateKey(): string {
    const key = Buffer.concat([this.#living(), rawPublicKey(this.#publicObject())]);
    const text = encodePrivateKey(key);
    key.fill(0);
    return text;
  }

  sign(data: Uint8Array): Uint8Array {
    return sign(null, data, this.#privateObject());
  }

  verify(data: Uint8Array, signature: Uint8Array): boolean {
    return verify(null, data, this.#publicObject(), signature);
  }

  seal(): never {
    throw new NkeysError('ERR_NKEYS_INVALID_NKEY_OPERATION');
  }

  open(): never {
    throw new NkeysError('ERR_NKEYS_INVALID_NKEY_OPERATION');
  }

  wipe(): void {
    this.#seed.fill(0);
    this.#wiped = true;
    this.#private = this.#public = undefined;
  }

  #living(): Uint8Array {
    if (this.#wiped) throw new NkeysError('ERR_NKEYS_CLEARED_PAIR');
    return this.#seed;
  }

  #privateObject(): KeyObject {
    return (this.#private ??= privateObject('ed25519', this.#living()));
  }

  #publicObject(): KeyObject {
    return (this.#public ??= createPublicKey(this.#privateObject()));
  }
}

/** A public key alone: it verifies. */
export class PublicKey implements KeyPair {
  readonly kind: KeyKind;
  readonly #key: Uint8Array;
  #wiped = false;
  #public: KeyObject | undefined;

  constructor(text: string | Uint8Array) {
    const { kind, key } = decodePublicKey(text);
    this.kind = kind;
    this.#key = key;
  }

  get publicKey(): string {
    return encodePublicKey(this.kind, this.#living());
  }

  seed(): never {
    throw new NkeysError('ERR_NKEYS_PUBLIC_KEY_ONLY');
  }

  privateKey(): never {
    throw new NkeysError('ERR_NKEYS_PUBLIC_KEY_ONLY');
  }

  sign(): never {
    throw new NkeysError('ERR_NKEYS_CANNOT_SIGN');
  }

  verify(data: Uint8Array, signature: Uint8Array): boolean {
    // Nothing is signed with a curve key, so no signature is right; Go says so here instead of refusing to look.
    if (this.kind === 'x25519') return false;
    this.#public ??= publicObject(this.#living());
    return verify(null, data, this.#public, signature);
  }

  seal(): never {
    throw new NkeysError(
      this.kind === 'x25519' ? 'ERR_NKEYS_CANNOT_SEAL' : 'ERR_NKEYS_INVALID_NKEY_OPERATION',
    );
  }

  open(): never {
    throw new NkeysError(
      this.kind === 'x25519' ? 'ERR_NKEYS_CANNOT_OPEN' : 'ERR_NKEYS_INVALID_NKEY_OPERATION',
    );
  }

  wipe(): void {
    this.#key.fill(0);
    this.#wiped = true;
    this.#public = undefined;
  }

  #living(): Uint8Array {
    if (this.#wiped) throw new NkeysError('ERR_NKEYS_CLEARED_PAIR');
    return this.#key;
  }
}

// RFC 8410: all of a PKCS #8 file but the 32 bytes of the key itself.
const PKCS8 = {
  ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  x25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
};

/** Node's key object for 32 secret bytes. */
export function privateObject(type: 'ed25519' | 'x25519', secret: Uint8Array): KeyObject {
  const der = Buffer.concat([PKCS8[type], secret]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  return key;
}

/** The 32 bytes of a public key object. As a JWK: OpenSSL's DER writer takes 130 µs for it, this 2. */
export function rawPublicKey(key: KeyObject): Uint8Array {
  return Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url');
}

// Likewise 15 µs against 700. A private key is read as DER all the same: a JWK would leave the seed in a string.
function publicObject(key: Uint8Array): KeyObject {
  const x = Buffer.from(key).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
