/** The roles a key pair can have; `x25519` pairs (curve keys, letter X) seal and open, all others sign and verify. */
export type KeyKind = 'account' | 'cluster' | 'operator' | 'server' | 'user' | 'x25519';

/** The first byte of a public key: five bits that base32 shows as the kind's letter, and three zero bits. */
export const PUBLIC_PREFIX: Readonly<Record<KeyKind, number>> = {
  account: 0 << 3, // A
  cluster: 2 << 3, // C
  server: 13 << 3, // N
  operator: 14 << 3, // O
  user: 20 << 3, // U
  x25519: 23 << 3, // X
};

/** `P`, the first byte of a private key. */
export const PRIVATE_PREFIX = 15 << 3;

/** `S`, the first five bits of a seed; the kind's five bits follow. */
export const SEED_PREFIX = 18 << 3;

/** The bits of a prefix byte that make its letter. */
export const LETTER_BITS = 0xf8;

const KINDS = new Map(
  Object.entries(PUBLIC_PREFIX).map(([kind, prefix]) => [prefix, kind as KeyKind]),
);

/** The kind a public prefix byte stands for, undefined for any other byte. */
export function kindOfPrefix(prefix: number): KeyKind | undefined {
  return KINDS.get(prefix);
}
