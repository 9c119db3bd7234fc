/** What a vanity search looks for: the letters of a public key after its first one. */
import { NatsxError } from '../base/errors.ts';
import type { KeyKind } from './prefix.ts';
import { encodePublicKey, KEY_BYTES } from './strkey.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
// 56 letters, of which the first is the kind's.
const MOST_LETTERS = 55;
const PREFIX_BITS = 8;
const LETTER_BITS = 5;

/** A wished-for beginning, checked to be possible. */
export class VanityPrefix {
  readonly kind: KeyKind;
  readonly letters: string;
  /** The attempts one needs on average: a key's second letter is one of 4, each further one of 32. */
  readonly expectedAttempts: number;

  constructor(kind: KeyKind, wish: string) {
    const letters = wish.toUpperCase();
    if (!/^[A-Z2-7]+$/.test(letters)) {
      throw new NatsxError(
        'ERR_VANITY_LETTERS',
        `Can not generate base32 encoded strings to match '${letters}'`,
      );
    }
    this.kind = kind;
    this.letters = letters;
    this.#rejectImpossible();
    this.expectedAttempts = 4 * 32 ** (letters.length - 1);
  }

  /** Whether that public key begins as wished. */
  matches(publicKey: string): boolean {
    return publicKey.startsWith(this.letters, 1);
  }

  /**
   * The first 64 bits of the raw key as the wish wants them, and which of them matter: what a fast search compares
   * instead of letters.
   */
  bits(): { readonly value: bigint; readonly mask: bigint } {
    let value = 0n;
    let mask = 0n;
    // The prefix byte fills the first letter and three bits of the second, so the key starts two bits into the wish.
    for (const [i, letter] of Array.from(this.letters).entries()) {
      const shift = 64 + PREFIX_BITS - LETTER_BITS * (i + 2);
      const letterBits = BigInt(ALPHABET.indexOf(letter));
      value |= shift >= 0 ? letterBits << BigInt(shift) : letterBits >> BigInt(-shift);
      mask |= shift >= 0 ? 31n << BigInt(shift) : 31n >> BigInt(-shift);
    }
    return { value: BigInt.asUintN(64, value), mask: BigInt.asUintN(64, mask) };
  }

  // Go's nk makes all its attempts before it finds out.
  #rejectImpossible(): void {
    const first = encodePublicKey(this.kind, new Uint8Array(KEY_BYTES))[0]!;
    if (!'ABCD'.includes(this.letters[0]!)) {
      // The prefix byte's three low bits are zero and fill the top of the second letter.
      throw new NatsxError(
        'ERR_VANITY_IMPOSSIBLE',
        `No ${this.kind} key can start with '${first}${this.letters}': after the '${first}' comes A, B, C or D, always`,
      );
    }
    if (this.letters.length > MOST_LETTERS) {
      throw new NatsxError(
        'ERR_VANITY_IMPOSSIBLE',
        `No key can match '${this.letters}': a public key has ${MOST_LETTERS} letters after its '${first}'`,
      );
    }
  }
}
