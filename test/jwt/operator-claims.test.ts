import assert from 'node:assert/strict';
import {
  newOperatorClaims,
  validateOperator,
  type Operator,
} from '../../src/jwt/operator-claims.ts';
import { Issues } from '../../src/jwt/validation.ts';
import { publicKey } from './golden.ts';

const { nats, iss, sub } = newOperatorClaims(publicKey('operator'));

describe('Operator claims', () => {
  it('are issued by the operator itself', () => assert.equal(iss, sub));

  for (const [changes, ...wanted] of [
    [
      {
        account_server_url: 'nats://h',
        operator_service_urls: ['tls://h', ''],
        assert_server_version: '2.10.0',
      },
    ],
    [{ account_server_url: 'h' }, 'account server url "h" requires a protocol'],
    [
      { account_server_url: 'http://a b' },
      'error parsing account server url: parse "http://a b": invalid character " " in host name',
    ],
    [
      { operator_service_urls: ['nats://u@h', 'nats://h/'] },
      'operator service url "nats://u@h" - credentials are not supported',
      'operator service url "nats://h/" - paths are not supported',
    ],
    [{ signing_keys: ['x'] }, 'x is not an operator public key'],
    [{ system_account: 'x' }, 'x is not an account public key'],
    [
      { assert_server_version: '2.10' },
      'assert server version error: asserted server version must be of the form <major>.<minor>.<update>',
    ],
    [
      { assert_server_version: '2.x.1' },
      'assert server version error: asserted server version cant parse x to int',
    ],
    [
      { assert_server_version: '2.-1.1' },
      "assert server version error: asserted server version can'b contain negative values: 2.-1.1",
    ],
    [
      { assert_server_version: `2.1.${'9'.repeat(100)}` },
      `assert server version error: asserted server version cant parse ${'9'.repeat(100)} to int`,
    ],
  ] as readonly (readonly [Partial<Operator>, ...string[]])[]) {
    it(`have ${wanted.length} issues with ${JSON.stringify(changes).slice(0, 80)}`, () => {
      const issues = new Issues();
      validateOperator({ ...nats, ...changes }, issues);
      assert.deepEqual(
        issues.list,
        wanted.map((description) => ({ level: 'error', description })),
      );
    });
  }
});
