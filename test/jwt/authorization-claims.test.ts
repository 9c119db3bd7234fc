import assert from 'node:assert/strict';
import {
  newAuthorizationRequestClaims,
  newAuthorizationResponseClaims,
} from '../../src/jwt/authorization-claims.ts';
import { decodeAs, encode } from '../../src/jwt/codec.ts';
import { validate } from '../../src/jwt/validate.ts';
import { goldenKey, goldenToken, publicKey } from './golden.ts';

const user = publicKey('user');
const descriptions = (claims: Parameters<typeof validate>[0]) =>
  validate(claims).map(({ description }) => description);

describe('Authorization requests', () => {
  const claims = newAuthorizationRequestClaims(user);

  it('need a user key', () => {
    const about = (user_nkey: string) =>
      descriptions({ ...claims, nats: { ...claims.nats, user_nkey } });
    assert.deepEqual(about(user), []);
    assert.deepEqual(about(''), ['User nkey is required']);
    assert.deepEqual(about('x'), ['User nkey "x" is not a valid user public key']);
  });

  it('hold all that the server knows of the client', () => {
    const { nats } = decodeAs(
      'authorization_request',
      goldenToken('authorization request with every field'),
    );
    assert.equal(nats.client_info.id, 2n ** 64n - 1n);
    assert.equal(nats.connect_opts.pass, 'p<&>');
    assert.equal(nats.server_id.id, publicKey('server'));
    assert.deepEqual(nats.client_tls?.verified_chains, [['a', 'b'], [], ['c']]);
  });
});

describe('Authorization responses', () => {
  const claims = { ...newAuthorizationResponseClaims(user), aud: publicKey('server') };
  for (const [what, changes, ...wanted] of [
    ['a JWT', { jwt: 'x' }],
    ['an error', { error: 'x', issuer_account: publicKey('account') }],
    ['neither', {}, 'Error or Jwt is required'],
    ['both', { jwt: 'x', error: 'x' }, 'Only Error or Jwt can be set'],
    [
      'a wrong account',
      { jwt: 'x', issuer_account: user },
      'issuer_account is not an account public key',
    ],
  ] as const) {
    it(`with ${what} have ${wanted.length} issues`, () =>
      assert.deepEqual(descriptions({ ...claims, nats: { ...claims.nats, ...changes } }), wanted));
  }

  it('are about a user and for a server', () => {
    const wrong = { ...claims, sub: 'x', aud: user, nats: { ...claims.nats, jwt: 'x' } };
    const wanted = ['Subject must be a user public key', 'Audience must be a server public key'];
    assert.deepEqual(descriptions(wrong), wanted);
    const nats = { ...claims.nats, jwt: 'a.b.c' };
    const token = encode({ ...claims, nats }, goldenKey('account'));
    assert.equal(decodeAs('authorization_response', token).nats.jwt, 'a.b.c');
  });
});
