import assert from 'node:assert/strict';
import {
  nanoseconds,
  permissionsOf,
  userLimitsOf,
} from '../../../../src/k8s-operator/controller/identities/permissions.ts';

describe('Permissions of resources', () => {
  it('allow all where nothing is said', () => {
    const all = { allow: [], deny: [] };
    assert.deepEqual(permissionsOf(undefined), { pub: all, sub: all, resp: undefined });
  });

  it('allow one answer unless they say how many', () => {
    assert.deepEqual(permissionsOf({ responses: {} }).resp, { max: 1, ttl: 0 });
    assert.deepEqual(permissionsOf({ responses: { max: -1, expires: '1m' } }).resp, {
      max: -1,
      ttl: 6e10,
    });
  });

  it('have no limits unless they are given', () => {
    const { subs, data, payload, bearer_token: bearer } = userLimitsOf({ payload: 0 });
    assert.deepEqual([subs, data, payload, bearer], [-1, -1, 0, false]);
  });

  it('count in nanoseconds', () => {
    assert.deepEqual([nanoseconds(undefined), nanoseconds('1.5ms')], [0, 1_500_000]);
  });
});
