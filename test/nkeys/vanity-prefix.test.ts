import assert from 'node:assert/strict';
import { nkeys } from '../../src/index.ts';
import { decodePublicKey } from '../../src/nkeys/strkey.ts';
import { CURVE, USER } from './vectors.ts';

describe('VanityPrefix', () => {
  it('matches the letters after the first, whatever their case was', () => {
    const wish = new nkeys.VanityPrefix('user', 'ab2c');
    assert.equal(wish.letters, 'AB2C');
    assert.equal(wish.matches(USER.publicKey), true);
    assert.equal(wish.matches(CURVE.publicKey), false);
  });

  for (const [letters, attempts] of [
    ['A', 4],
    ['DE', 128],
    ['DEREK', 4_194_304],
  ] as const) {
    it(`expects ${attempts} attempts for ${letters}`, () => {
      assert.equal(new nkeys.VanityPrefix('user', letters).expectedAttempts, attempts);
    });
  }

  for (const [wish, message] of [
    ['b1', "Can not generate base32 encoded strings to match 'B1'"],
    ['a b', "Can not generate base32 encoded strings to match 'A B'"],
    ['', "Can not generate base32 encoded strings to match ''"],
    ['é', "Can not generate base32 encoded strings to match 'É'"],
    ['zz', "No user key can start with 'UZZ': after the 'U' comes A, B, C or D, always"],
    ['2', "No user key can start with 'U2': after the 'U' comes A, B, C or D, always"],
    [
      'A'.repeat(56),
      `No key can match '${'A'.repeat(56)}': a public key has 55 letters after its 'U'`,
    ],
  ] as const) {
    it(`refuses '${wish}' at once`, () => {
      assert.throws(() => new nkeys.VanityPrefix('user', wish), { message });
    });
  }

  it('is the same question in bits as in letters', () => {
    for (let i = 0; i < 200; i++) {
      const pair = nkeys.createUser();
      const other = nkeys.createUser();
      const length = 1 + (i % 13);
      const wish = new nkeys.VanityPrefix('user', pair.publicKey.slice(1, 1 + length));
      const { value, mask } = wish.bits();
      for (const { publicKey } of [pair, other]) {
        const first = Buffer.from(decodePublicKey(publicKey).key).readBigUInt64BE();
        assert.equal(
          (first & mask) === value,
          wish.matches(publicKey),
          `${publicKey} ${wish.letters}`,
        );
      }
    }
  });

  it('compares at most 64 bits', () => {
    const { value, mask } = new nkeys.VanityPrefix('user', USER.publicKey.slice(1)).bits();
    assert.equal(mask, 0xffffffffffffffffn);
    assert.equal(value, Buffer.from(decodePublicKey(USER.publicKey).key).readBigUInt64BE());
  });
});
