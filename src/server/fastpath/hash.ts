import { HASH_PRIME, HASH_START } from './layout.ts';

export { HASH_PRIME, HASH_START };

/** The hash of `subject`, a byte string, for senders of `senderClass`. */
export function hashSubject(subject: string, senderClass: number): number {
  let hash = HASH_START;
  for (let i = 0; i < subject.length; i++) {
    hash = Math.imul(hash ^ subject.charCodeAt(i), HASH_PRIME);
  }
  return finishHash(hash, senderClass);
}

/** Mixes the class in; the low bits, which choose the entry, take from the high ones. */
export function finishHash(hash: number, senderClass: number): number {
  const mixed = Math.imul(hash ^ senderClass, HASH_PRIME);
  return mixed ^ (mixed >>> 15);
}
