import { randomBytes } from 'node:crypto';

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
