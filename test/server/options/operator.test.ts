import assert from 'node:assert/strict';
import { decorateToken } from '../../../src/jwt/index.ts';
import { createAccount } from '../../../src/nkeys/create.ts';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import { pinnedAccounts } from '../../../src/server/options/operator.ts';
import { TestOperator } from '../../support/operator.ts';
import { itReads, itRefuses, readText } from './read-text.ts';

const operator = new TestOperator();
const jwt = operator.jwt();
const key = createAccount().publicKey;
const user = operator.account('A').user('u').jwt;
const memory = { resolver: { type: 'memory' } } as const;

/** What is said of options that can't be served; empty if they can. */
function complaints(given: GivenServerOptions): string {
  try {
    completeOptions(given);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('operator', () => {
  itReads([
    [`operator: ${jwt}`, { operator: [jwt] }],
    [`operators: [${jwt}, ${jwt}]`, { operator: [jwt, jwt] }],
  ]);

  itRefuses([
    ['operator: nope.jwt', 'error parsing operator JWT: open nope.jwt: no such file or directory'],
    [`operator: ${user}`, 'error parsing operator JWT: not operator claim'],
    ['operator: eyJ', 'error parsing operator JWT: expected 3 chunks'],
    ['operator: 3', 'operator: expected a string, found an integer'],
  ]);

  it('reads a JWT from its file, with or without the lines around it', () => {
    for (const contents of [jwt, `${jwt}\n`, decorateToken(jwt)]) {
      const { given, errors } = readText('operator: op.jwt', { 'op.jwt': contents });
      assert.deepEqual([given, errors], [{ operator: [jwt] }, []]);
    }
  });

  it('says the system account of its only one, unless another is said', () => {
    const { systemAccount } = completeOptions({ operator: [jwt], ...memory });
    assert.equal(systemAccount, operator.systemAccount.publicKey);
    const none = operator.jwt({ nats: { system_account: '' } });
    const said = completeOptions({ operator: [none], systemAccount: key, ...memory });
    assert.equal(said.systemAccount, key);
    const several = completeOptions({ operator: [jwt, none], ...memory });
    assert.equal(several.systemAccount, undefined);
  });

  it('says where accounts are looked up, unless something else is said', () => {
    const named = operator.jwt({ nats: { account_server_url: 'https://a/jwt/v1' } });
    const { resolver } = completeOptions({ operator: [named] });
    assert.deepEqual(resolver, { type: 'url', url: 'https://a/jwt/v1/accounts' });
    assert.deepEqual(completeOptions({ operator: [named], ...memory }).resolver, memory.resolver);
  });

  it('pins the system account with others', () => {
    assert.equal(pinnedAccounts({}), undefined);
    const pinned = pinnedAccounts({ resolverPinnedAccounts: ['A'], systemAccount: 'S' });
    assert.deepEqual([...pinned!], ['A', 'S']);
  });

  const refused: [string, GivenServerOptions, string][] = [
    ['no resolver', { operator: [jwt] }, 'operators require an account resolver to be configured'],
    [
      'users',
      { operator: [jwt], ...memory, authorization: { users: [{ user: 'a', password: 'b' }] } },
      'operators do not allow users to be configured directly',
    ],
    [
      'keys beside it',
      { operator: [jwt], ...memory, trustedKeys: [operator.signingKey.publicKey] },
      "conflicting options for 'TrustedKeys' and 'TrustedOperators'",
    ],
    [
      'another system account',
      { operator: [jwt], ...memory, systemAccount: key },
      'system_account in config and operator JWT must be identical',
    ],
    [
      'a directory and no system account',
      {
        operator: [operator.jwt({ nats: { system_account: '' } })],
        resolver: {
          type: 'full',
          dir: 'd',
          limit: 0,
          intervalMs: 1,
          timeoutMs: 1,
          delete: 'refused',
        },
      },
      'using nats based account resolver - the system account needs to be specified in configuration or the operator jwt',
    ],
    [
      'a sentinel that is none',
      { operator: [jwt], ...memory, defaultSentinel: jwt },
      'default sentinel JWT not valid',
    ],
    [
      'a sentinel that must sign',
      { operator: [jwt], ...memory, defaultSentinel: user },
      'default sentinel must be a bearer token',
    ],
    [
      'a pinned account that is none',
      { operator: [jwt], ...memory, resolverPinnedAccounts: ['A'] },
      'pinned account key "A" is not a valid public account nkey',
    ],
    [
      'a younger server',
      { operator: [operator.jwt({ nats: { assert_server_version: '2.13.0' } })], ...memory },
      `operator ${operator.key.publicKey} expected minor version 13 > server minor version 12`,
    ],
  ];
  for (const [what, given, complaint] of refused) {
    it(`refuses ${what}`, () => assert.equal(complaints(given), complaint));
  }

  it('takes a server that is young enough', () => {
    for (const version of ['2.12.0', '2.11.9', '1.99.99']) {
      const asserting = operator.jwt({ nats: { assert_server_version: version } });
      assert.equal(complaints({ operator: [asserting], ...memory }), '');
    }
  });
});
