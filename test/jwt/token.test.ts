import assert from 'node:assert/strict';
import { isSignedBy, openToken, sealToken } from '../../src/jwt/token.ts';
import { goldenKey, publicKey } from './golden.ts';

describe('A token', () => {
  const token = sealToken('{"a":1}', goldenKey('user'));

  it('opens to what was sealed', () => {
    const open = openToken(token);
    assert.deepEqual([open.version, open.algorithm], [2, 'ed25519-nkey']);
    assert.deepEqual(Array.from(open.claims.keys()), ['a']);
    assert.equal(Buffer.from(open.signed).toString(), token.slice(0, token.lastIndexOf('.')));
  });

  it('is signed by one key', () => {
    const open = openToken(token);
    assert.equal(isSignedBy(publicKey('user'), open), true);
    assert.equal(isSignedBy(publicKey('other-user'), open), false);
  });

  for (const [what, issuer] of [
    ['nobody', ''],
    ['a seed', goldenKey('user').seed()],
    ['a private key', goldenKey('user').privateKey()],
    ['a key with a line end', `${publicKey('user')}\n`],
    ['a key and a million line ends', `${publicKey('user')}${'\n'.repeat(1e6)}`],
  ] as const) {
    it(`is not signed by ${what}`, () => assert.equal(isSignedBy(issuer, openToken(token)), false));
  }

  it('has one spelling', () => {
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spellings = Array.from(last, (letter) => token.slice(0, -1) + letter).filter((each) => {
      try {
        openToken(each);
        return true;
      } catch {
        return false; // Bits that make no byte.
      }
    });
    assert.equal(spellings.length, 4);
    assert.equal(
      spellings.filter((each) => isSignedBy(publicKey('user'), openToken(each))).length,
      1,
    );
  });
});
