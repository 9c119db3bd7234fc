/** The nonce that INFO asks a client to sign, and the signature that comes back. */
import { randomBytes } from 'node:crypto';
import type { KeyPair } from '../../nkeys/index.ts';

/** 15 letters, as nats-server's. */
export function newNonce(): string {
  return randomBytes(11).toString('base64url');
}

/** Whether `signature`, as CONNECT has it, is `key`'s over the letters of `nonce`. */
export function isSigned(nonce: string, signature: string, key: Pick<KeyPair, 'verify'>): boolean {
  const bytes = decode(signature);
  return bytes !== undefined && nonce !== '' && key.verify(Buffer.from(nonce), bytes);
}

/** base64url without padding, or else ordinary base64 with it; Node itself would take anything. */
function decode(text: string): Buffer | undefined {
  // Go's decoder passes over line ends.
  const letters = text.replace(/[\r\n]/g, '');
  if (/^[\w-]+$/.test(letters) && letters.length % 4 !== 1)
    return Buffer.from(letters, 'base64url');
  const isPadded = letters.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(letters);
  return isPadded ? Buffer.from(letters, 'base64') : undefined;
}
