/** Curve keys (xkeys, letter X): sealed boxes, NaCl's X25519 with XSalsa20-Poly1305. */
import { createPublicKey, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import type Nacl from 'tweetnacl';
import { NkeysError } from './errors.ts';
import { privateObject, rawPublicKey, type KeyPair } from './keypair.ts';
import { decodePublicKey, encodePrivateKey, encodePublicKey, encodeSeed } from './strkey.ts';

// A box on the wire: version, nonce, then NaCl's box (16 bytes of tag first).
const VERSION = Buffer.from('xkv1');
const NONCE_BYTES = 24;
const HEADER_BYTES = VERSION.length + NONCE_BYTES;
/** Peers whose shared keys are kept. */
const MOST_SHARED = 16;

/** A curve key with its seed, which is the X25519 scalar itself. Takes `seed` (32 bytes) over and wipes it. */
export class CurveKeyPair implements KeyPair {
  readonly kind = 'x25519';
  readonly #seed: Uint8Array;
  /** With those it last had to do with: a server and a service exchange a box at every login. */
  readonly #shared = new Map<string, Uint8Array>();
  #wiped = false;

  constructor(seed: Uint8Array) {
    this.#seed = seed;
  }

  get publicKey(): string {
    const key = createPublicKey(privateObject('x25519', this.#living()));
    return encodePublicKey(this.kind, rawPublicKey(key));
  }

  seed(): string {
    return encodeSeed(this.kind, this.#living());
  }

  privateKey(): string {
    return encodePrivateKey(this.#living());
  }

  sign(): never {
    throw new NkeysError('ERR_NKEYS_INVALID_CURVE_OPERATION');
  }

  verify(): never {
    throw new NkeysError('ERR_NKEYS_INVALID_CURVE_OPERATION');
  }

  seal(
    data: Uint8Array,
    recipient: string,
    nonce: Uint8Array = randomBytes(NONCE_BYTES),
  ): Uint8Array {
    const key = this.#sharedWith(recipient, 'ERR_NKEYS_INVALID_RECIPIENT');
    const box = nacl().box.after(plain(data), plain(nonce), key);
    return Buffer.concat([VERSION, nonce, box]);
  }

  open(sealed: Uint8Array, sender: string): Uint8Array {
    if (sealed.length <= HEADER_BYTES) throw new NkeysError('ERR_NKEYS_INVALID_ENCRYPTED');
    if (!VERSION.equals(sealed.subarray(0, VERSION.length))) {
      throw new NkeysError('ERR_NKEYS_INVALID_ENCRYPTED_VERSION');
    }
    const key = this.#sharedWith(sender, 'ERR_NKEYS_INVALID_SENDER');
    const nonce = plain(sealed.subarray(VERSION.length, HEADER_BYTES));
    const data = nacl().box.open.after(plain(sealed.subarray(HEADER_BYTES)), nonce, key);
    if (data === null) throw new NkeysError('ERR_NKEYS_COULD_NOT_DECRYPT');
    return data;
  }

  wipe(): void {
    for (const key of this.#shared.values()) key.fill(0);
    this.#shared.clear();
    this.#seed.fill(0);
    this.#wiped = true;
  }

  /** The key of all boxes between the two. To make it is nearly all the work of a box. */
  #sharedWith(peer: string, code: PeerCode): Uint8Array {
    const seed = this.#living();
    const known = this.#shared.get(peer);
    if (known !== undefined) return known;
    const key = nacl().box.before(curveKey(peer, code), seed);
    if (this.#shared.size >= MOST_SHARED) {
      this.#shared.values().next().value?.fill(0);
      this.#shared.delete(this.#shared.keys().next().value!);
    }
    this.#shared.set(peer, key);
    return key;
  }

  #living(): Uint8Array {
    if (this.#wiped) throw new NkeysError('ERR_NKEYS_CLEARED_PAIR');
    return this.#seed;
  }
}

type PeerCode = 'ERR_NKEYS_INVALID_RECIPIENT' | 'ERR_NKEYS_INVALID_SENDER';

function curveKey(text: string, code: PeerCode): Uint8Array {
  let decoded;
  try {
    decoded = decodePublicKey(text);
  } catch (cause) {
    throw new NkeysError(code, { cause });
  }
  if (decoded.kind !== 'x25519') throw new NkeysError(code);
  return decoded.key;
}

// XSalsa20 is not in node:crypto, so boxes are tweetnacl's. Loaded at the first box: most programs make none, and it
// costs nk 5 ms at every start.
function nacl(): typeof Nacl {
  return (loaded ??= createRequire(import.meta.url)('tweetnacl') as typeof Nacl);
}
let loaded: typeof Nacl | undefined;

// tweetnacl wants Uint8Array proper where a caller may have any view.
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
