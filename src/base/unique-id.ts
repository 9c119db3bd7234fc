import { randomBytes, randomInt } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** An id as NATS has it (NUID): 22 digits to the base of 62, no two alike. */
export function uniqueId(length = 22): string {
  let id = '';
  while (id.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 is the greatest multiple of 62 in a byte: no digit comes more often than others.
      if (byte < 248 && id.length < length) id += DIGITS[byte % 62]!;
    }
  }
  return id;
}

/** Ids for many things: the first half by chance, the second counted on. Ten times as fast, and not hard to guess. */
export class UniqueIds {
  readonly #prefix = uniqueId(PREFIX_DIGITS);
  #last = randomInt(LARGEST_BEGINNING);
  readonly #step = randomInt(33, 333); // As NUIDs have it: two that begin alike soon differ.

  next(): string {
    this.#last += this.#step;
    let digits = '';
    for (let rest = this.#last, i = 0; i < COUNTED_DIGITS; i++, rest = Math.floor(rest / 62)) {
      digits = DIGITS[rest % 62]! + digits;
    }
    return this.#prefix + digits;
  }
}

const PREFIX_DIGITS = 14;
/** 62^8 is far below 2^53, and lasts for 600,000 million ids. */
const COUNTED_DIGITS = 8;
const LARGEST_BEGINNING = 2 ** 32;
