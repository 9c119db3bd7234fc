import assert from 'node:assert/strict';
import { asScopedUser, hasEmptyPermissions, newUserClaims } from '../../src/jwt/user-claims.ts';
import {
  isEmptyPermissionLimits,
  USER_PERMISSION_LIMITS,
} from '../../src/jwt/user-permission-limits.ts';
import { parseJson } from '../../src/jwt/json-reader.ts';
import { publicKey } from './golden.ts';

const user = newUserClaims(publicKey('user'));

describe('User claims', () => {
  it('are new without limits, which are limits all the same', () => {
    assert.deepEqual([user.nats.subs, user.nats.data, user.nats.payload], [-1, -1, -1]);
    assert.equal(hasEmptyPermissions(user), false);
  });

  it('of a scope have none, but keep all that is no permission', () => {
    const named = {
      ...user,
      name: 'a',
      nats: { ...user.nats, tags: ['t'], issuer_account: 'A', bearer_token: true },
    };
    const scoped = asScopedUser(named);
    assert.equal(hasEmptyPermissions(scoped), true);
    assert.deepEqual(
      [scoped.name, scoped.nats.tags, scoped.nats.issuer_account],
      ['a', ['t'], 'A'],
    );
    assert.equal(named.nats.bearer_token, true);
  });

  it('read networks as a list, or as text with commas', () => {
    const read = (src: string) =>
      USER_PERMISSION_LIMITS.read(parseJson('x', `{"src":${src}}`), '').src;
    assert.deepEqual(read('["A::/8","x"]'), ['A::/8', 'x']);
    assert.deepEqual(read('" 1.2.3.4/8,A::/8,,1.2.3.4/8"'), ['1.2.3.4/8', 'a::/8']);
    assert.deepEqual(read('""'), []);
    assert.throws(() => read('5'), { message: 'the claim src must be a list' });
  });

  it('count each permission and limit as set', () => {
    const zero = USER_PERMISSION_LIMITS.zero();
    assert.equal(isEmptyPermissionLimits(zero), true);
    for (const changes of [
      { subs: 1 },
      { data: -1 },
      { proxy_required: true },
      { src: ['x'] },
      { allowed_connection_types: ['MQTT'] },
    ]) {
      assert.equal(isEmptyPermissionLimits({ ...zero, ...changes }), false);
    }
  });
});
