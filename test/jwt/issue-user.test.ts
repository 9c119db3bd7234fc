import assert from 'node:assert/strict';
import { decodeAs } from '../../src/jwt/codec.ts';
import { issueUser } from '../../src/jwt/issue-user.ts';
import { goldenKey, publicKey } from './golden.ts';

const seed = goldenKey('user').seed();

describe('issueUser', () => {
  const now = new Date(1_700_000_000_000);
  const issue = (...options: readonly Parameters<typeof issueUser>[3][]) =>
    decodeAs(
      'user',
      issueUser(goldenKey('account-scoped'), publicKey('account'), publicKey('user'), {
        now,
        ...options[0],
      }),
    );

  it('makes a scoped user', () => {
    const { name, exp, iat, sub, iss, nats } = issue();
    assert.deepEqual(
      { name, exp, iat, sub, iss },
      {
        name: publicKey('user'),
        exp: 0,
        iat: 1_700_000_000,
        sub: publicKey('user'),
        iss: publicKey('account-scoped'),
      },
    );
    assert.equal(nats.issuer_account, publicKey('account'));
    assert.deepEqual([nats.subs, nats.data, nats.payload, nats.tags], [0, 0, 0, []]);
  });

  it('gives it name, tags and an end', () => {
    const { name, exp, nats } = issue({ name: 'alice', lifetimeMs: 60_500, tags: ['Dep:A'] });
    assert.deepEqual([name, exp, nats.tags], ['alice', 1_700_000_060, ['Dep:A']]);
  });

  it('wants keys of the right kinds', () => {
    const start = 'issueUserJWT requires an account key for the';
    const key = goldenKey('account-scoped');
    assert.throws(() => issueUser(key, publicKey('user'), publicKey('user')), {
      message: `${start} accountId parameter, but got user`,
    });
    assert.throws(() => issueUser(key, publicKey('account'), seed), {
      message: `${start} publicUserKey parameter, but got seed`,
    });
  });
});
