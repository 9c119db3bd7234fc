import assert from 'node:assert/strict';
import {
  asScopedUser,
  checkScope,
  decodeAs,
  didSign,
  encode,
  hasEmptyPermissions,
  isSelfSigned,
  newAccountClaims,
  newActivationClaims,
  newOperatorClaims,
  newUserClaims,
  newUserScope,
  scopeOf,
  type SigningKeys,
} from '../../src/jwt/index.ts';
import { goldenKey, goldenToken, publicKey } from './golden.ts';

const from = (iss: string) => ({ iss });
const fresh = newOperatorClaims(publicKey('operator'));
const signing_keys = [publicKey('operator-signing')];
const operator = { ...fresh, nats: { ...fresh.nats, signing_keys } };
const keys: SigningKeys = new Map([
  [publicKey('account-signing'), undefined],
  [publicKey('account-scoped'), newUserScope(publicKey('account-scoped'), 'reader')],
]);
const bare = newAccountClaims(publicKey('account'));
const account = { ...bare, nats: { ...bare.nats, signing_keys: keys } };
const user = newUserClaims(publicKey('user'));

describe('didSign', () => {
  it('knows an operator by its key and its signing keys', () => {
    const signedBy = (name: Parameters<typeof publicKey>[0]) =>
      didSign(operator, { ...account, ...from(publicKey(name)) });
    assert.equal(signedBy('operator'), true);
    assert.equal(signedBy('operator-signing'), true);
    assert.equal(signedBy('account'), false);
  });

  it('lets a strict operator sign only itself with its own key', () => {
    const strict = { ...operator, nats: { ...operator.nats, strict_signing_key_usage: true } };
    assert.equal(didSign(strict, { ...account, ...from(publicKey('operator')) }), false);
    assert.equal(didSign(strict, { ...account, ...from(publicKey('operator-signing')) }), true);
    assert.equal(didSign(strict, strict), true);
  });

  it('knows an account by its key, and by its signing keys if the claims name the account', () => {
    const named = (issuer_account: string) => ({ ...user, nats: { ...user.nats, issuer_account } });
    assert.equal(didSign(account, { ...user, ...from(publicKey('account')) }), true);
    for (const name of ['account-signing', 'account-scoped'] as const) {
      assert.equal(didSign(account, { ...named(account.sub), ...from(publicKey(name)) }), true);
      assert.equal(didSign(account, { ...named(''), ...from(publicKey(name)) }), false);
      assert.equal(
        didSign(account, { ...named(publicKey('other-account')), ...from(publicKey(name)) }),
        false,
      );
    }
    assert.equal(
      didSign(account, { ...named(account.sub), ...from(publicKey('other-account')) }),
      false,
    );
  });

  it('knows an account by what it activates, but no other claims', () => {
    const fromKey = from(publicKey('account-signing'));
    const activation = newActivationClaims(publicKey('other-account'));
    const nats = { ...activation.nats, issuer_account: account.sub };
    assert.equal(didSign(account, { ...activation, nats, ...fromKey }), true);
    assert.equal(didSign(account, { ...bare, ...fromKey }), false);
  });
});

describe('A scoped signing key', () => {
  const scope = keys.get(publicKey('account-scoped'))!;
  const issued = (claims: typeof user) =>
    decodeAs('user', encode(claims, goldenKey('account-scoped')));

  it('is found by what it issued', () => {
    assert.equal(scopeOf(account, issued(user)), scope);
    assert.equal(scopeOf(account, { ...user, ...from(publicKey('account-signing')) }), undefined);
  });

  it('issues users without permissions and limits', () =>
    checkScope(scope, issued(asScopedUser(user))));

  for (const [what, changed] of [
    ['limits, be they none', {}],
    ['a limit', { subs: 5 }],
    ['an allowed subject', { pub: { allow: ['a'], deny: [] } }],
    ['replies allowed', { resp: { max: 0, ttl: 0 } }],
    ['the right to be a bearer', { bearer_token: true }],
    ['a zone', { times_location: 'UTC' }],
  ] as const) {
    it(`issues no user with ${what}`, () => {
      const start = what === 'limits, be they none' ? user : asScopedUser(user);
      const claims = issued({ ...start, nats: { ...start.nats, ...changed } });
      assert.equal(hasEmptyPermissions(claims), false);
      const message = 'scoped users require no permissions or limits set';
      assert.throws(() => checkScope(scope, claims), { code: 'ERR_JWT_SCOPE', message });
    });
  }

  it('issues nothing else', () => {
    const message = 'not an user claim - scoped signing key requires user claim';
    assert.throws(() => checkScope(scope, { ...bare, ...from(scope.key) }), { message });
  });

  it('is not another key', () => {
    const claims = decodeAs('user', encode(asScopedUser(user), goldenKey('account')));
    assert.throws(() => checkScope(scope, claims), { message: 'issuer not the scoped signer' });
  });

  it('is what Go means by it, too', () => {
    assert.doesNotThrow(() => checkScope(scope, decodeAs('user', goldenToken('user scoped'))));
  });
});

describe('isSelfSigned', () => {
  it('tells whether the subject signed', () => {
    assert.equal(isSelfSigned(operator), true);
    assert.equal(isSelfSigned(account), false);
  });
});
