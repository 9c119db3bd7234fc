import assert from 'node:assert/strict';
import { decodeAs, newUserScope } from '../../../src/jwt/index.ts';
import { standingOf } from '../../../src/server/account/from-claims.ts';
import { PermissionSets } from '../../../src/server/auth/permission-sets.ts';
import { mayUse, UserGrants, type Grant } from '../../../src/server/auth/user-grants.ts';
import { TestOperator, type AccountChange, type UserChange } from '../../support/operator.ts';

describe('UserGrants', () => {
  const operator = new TestOperator();
  const grants = new UserGrants(new PermissionSets());

  function granted(user: UserChange = {}, account: AccountChange = {}): Grant {
    const of = operator.account('A', account);
    const standing = standingOf(of.jwt, decodeAs('account', of.jwt), false);
    const grant = grants.of(decodeAs('user', of.user('u', user).jwt), standing);
    assert.ok(typeof grant === 'object');
    return grant;
  }

  it('lets do everything where nothing is said', () => {
    const grant = granted();
    assert.equal(grant.permissions, undefined);
    assert.deepEqual(grant.limits, { maxSubscriptions: -1, maxPayload: -1 });
    assert.ok(mayUse(grant, 'STANDARD') && mayUse(grant, 'WEBSOCKET'));
  });

  it('lets who may answer, publish nothing else', () => {
    const { permissions } = granted({ nats: { resp: { max: 0, ttl: 0 } } });
    assert.equal(permissions?.mayPublish('a'), false);
    assert.deepEqual(permissions.responses, { max: 1, expiresMs: 120_000 });
  });

  it('takes the default permissions of the account where the user has none', () => {
    const sub = { allow: ['a'], deny: [] };
    const nats = { default_permissions: { pub: { allow: [], deny: [] }, sub, resp: undefined } };
    assert.equal(granted({}, { nats }).permissions?.maySubscribe('b', undefined), false);
    const own = { nats: { sub: { allow: ['b'], deny: [] } } };
    assert.equal(granted(own, { nats }).permissions?.maySubscribe('b', undefined), true);
  });

  it('knows ways in any case, and none by a name that nobody knows', () => {
    const types = (...names: string[]) => granted({ nats: { allowed_connection_types: names } });
    assert.equal(mayUse(types('standard'), 'STANDARD'), true);
    assert.equal(mayUse(types('pigeon', 'websocket'), 'WEBSOCKET'), true);
    assert.equal(mayUse(types('pigeon'), 'STANDARD'), false);
  });

  it('fills in the template of a role, and refuses users with anything of their own', () => {
    const account = operator.account('A');
    const scope = newUserScope(account.signingKey.publicKey, 'r');
    const pub = { allow: ['a.{{name()}}'], deny: [] };
    account.change({
      nats: {
        signing_keys: new Map([[scope.key, { ...scope, template: { ...scope.template, pub } }]]),
      },
    });
    const standing = standingOf(account.jwt, decodeAs('account', account.jwt), false);
    const of = (jwt: string) => grants.of(decodeAs('user', jwt), standing);
    const grant = of(account.scopedUser('u').jwt);
    assert.equal(typeof grant === 'object' && grant.permissions?.mayPublish('a.u'), true);
    const refused = of(account.signedUser('u').jwt);
    assert.match(
      typeof refused === 'string' ? refused : '',
      /^User JWT is not valid: scoped users/,
    );
  });

  it('is made once for user and account', () => {
    const account = operator.account('A');
    const standing = standingOf(account.jwt, decodeAs('account', account.jwt), false);
    const user = decodeAs('user', account.user('u').jwt);
    assert.equal(grants.of(user, standing), grants.of(user, { ...standing, isComplete: false }));
    const other = standingOf(account.jwt, decodeAs('account', account.jwt), false);
    assert.notEqual(grants.of(user, standing), grants.of(user, other));
  });
});
