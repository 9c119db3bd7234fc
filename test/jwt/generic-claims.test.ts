import assert from 'node:assert/strict';
import { decodeAs, encode } from '../../src/jwt/codec.ts';
import { newGenericClaims } from '../../src/jwt/generic-claims.ts';
import { kindOf } from '../../src/jwt/kinds.ts';
import { goldenKey } from './golden.ts';

describe('Generic claims', () => {
  const round = (nats: Parameters<typeof newGenericClaims>[1]) =>
    decodeAs('generic', encode(newGenericClaims('x', nats), goldenKey('user'))).nats;

  it('hold any JSON', () => {
    const nats = { type: 'mine', a: [null, true, 'x', 1.5, { b: {} }], z: -1e300 };
    assert.deepEqual(round(nats), { ...nats, version: 2 });
  });

  for (const [what, value] of [
    ['NaN', Number.NaN],
    ['a function', () => 1],
    ['undefined', undefined],
    ['a bigint', 5n],
  ] as const) {
    it(`do not hold ${what}`, () =>
      assert.throws(() => round({ a: [value as never] }), {
        code: 'ERR_JWT_CLAIM',
        message: /^the claim nats\.a\[0\] must be/,
      }));
  }

  it('are those of a type that is no other', () => {
    assert.equal(kindOf('user'), 'user');
    for (const type of ['', 'mine', 'User', 'constructor', '__proto__'])
      assert.equal(kindOf(type), 'generic');
  });
});
