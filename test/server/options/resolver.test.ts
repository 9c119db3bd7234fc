import assert from 'node:assert/strict';
import { TestOperator } from '../../support/operator.ts';
import { itReads, itRefuses, readText } from './read-text.ts';

describe('resolver', () => {
  itReads([
    ['resolver: MEMORY', { resolver: { type: 'memory' } }],
    [
      'resolver: URL(http://a:9090/jwt/v1/accounts/)',
      { resolver: { type: 'url', url: 'http://a:9090/jwt/v1/accounts/' } },
    ],
    [
      'resolver { type: full, dir: "./jwt", limit: 5, allow_delete: true, interval: "2m" }',
      {
        resolver: {
          type: 'full',
          dir: './jwt',
          limit: 5,
          intervalMs: 120_000,
          timeoutMs: 1900,
          delete: 'renamed',
        },
      },
    ],
    [
      'resolver { type: cache, dir: d, ttl: "1h" }',
      { resolver: { type: 'cache', dir: 'd', limit: 0, ttlMs: 3_600_000, timeoutMs: 1900 } },
    ],
    ['resolver_pinned_accounts: A', { resolverPinnedAccounts: ['A'] }],
  ]);

  const none =
    'error parsing account resolver, should be MEM or  URL("url") or a map containing dir and type state=[FULL|CACHE])';
  itRefuses([
    ['resolver: foo', none],
    ['resolver: 3', 'error parsing operator resolver, wrong type integer'],
    ['resolver { dir: d }', none],
    ['resolver { type: full }', 'dir has no value and needs to point to a directory'],
    ['resolver { type: full, dir: d, ttl: "1h" }', 'FULL does not accept ttl'],
    [
      'resolver { type: full, dir: d, hard_delete: true }',
      'hard_delete has no effect without delete',
    ],
    ['resolver { type: cache, dir: d, interval: "1m" }', 'CACHE does not accept sync'],
    ['resolver { type: cache, dir: d, allow_delete: true }', 'CACHE does not accept allow_delete'],
    ['trusted_keys: abc', 'trust key "abc" required to be a valid public operator nkey'],
    ['resolver_preload: 3', 'preload should be a map of account_public_key:account_jwt'],
    ['resolver_preload { A: x }', 'invalid account JWT'],
  ]);

  it('reads JWTs of accounts that somebody signed', () => {
    const account = new TestOperator().account('A');
    const [altered] = account.jwt.split('.').slice(0, 1);
    const { given } = readText(`resolver_preload { ${account.publicKey}: ${account.jwt} }`);
    assert.deepEqual(given, { resolverPreload: { [account.publicKey]: account.jwt } });
    const broken = account.jwt.replace(`${altered}.`, `${altered}.eyJ9.`);
    const { errors } = readText(`resolver_preload { A: ${broken} }`);
    assert.match(errors.join(), /invalid account JWT/);
  });
});
