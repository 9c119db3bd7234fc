import assert from 'node:assert/strict';
import { decorateToken, formatCreds } from '../../src/jwt/creds.ts';
import {
  decorateJwt,
  decorateSeed,
  parseDecoratedJwt,
  parseDecoratedUserNkey,
} from '../../src/nkeys/index.ts';
import { goldenKey, goldenToken, publicKey } from './golden.ts';

const token = goldenToken('user defaults');
const seed = goldenKey('user').seed();

describe('formatCreds', () => {
  it('writes a file that gives token and seed back', () => {
    const creds = formatCreds(token, seed);
    assert.equal(creds, decorateJwt('user', token) + decorateSeed(seed));
    assert.equal(parseDecoratedJwt(creds), token);
    assert.equal(parseDecoratedUserNkey(creds).publicKey, publicKey('user'));
    assert.equal(formatCreds(token, Buffer.from(`${seed}\n`)), creds);
  });

  for (const [what, jwt, key, message] of [
    [
      'a token of an account',
      goldenToken('account defaults'),
      seed,
      '"account" cannot be serialized as a user config',
    ],
    ['the seed of an account', token, goldenKey('account').seed(), 'nkey seed is not an user seed'],
    ['a public key', token, publicKey('user'), 'nkey seed is not an user seed'],
    [
      "another user's seed",
      token,
      goldenKey('other-user').seed(),
      'nkey seed does not match the jwt subject',
    ],
    ['a forged token', `${token.slice(0, -4)}AAAA`, seed, 'claim failed V2 signature verification'],
    ['a mistyped seed', token, `${seed.slice(0, -1)}A`, 'nkeys: invalid checksum'],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => formatCreds(jwt, key), { message }));
  }
});

describe('decorateToken', () => {
  it('says of what type the token is', () => {
    assert.match(
      decorateToken(goldenToken('operator defaults')),
      /^-----BEGIN NATS OPERATOR JWT-----\n/,
    );
    assert.match(decorateToken(token), /\n------END NATS USER JWT------\n\n$/);
    assert.throws(() => decorateToken('x'), { message: 'expected 3 chunks' });
  });
});
