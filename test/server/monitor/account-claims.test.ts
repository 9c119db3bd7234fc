import assert from 'node:assert/strict';
import { decodeAs } from '../../../src/jwt/index.ts';
import { standingOf } from '../../../src/server/account/from-claims.ts';
import {
  claimsInfo,
  operatorsInfo,
  revocationTimes,
} from '../../../src/server/monitor/account-claims.ts';
import { completeOptions } from '../../../src/server/options/options.ts';
import { TestOperator } from '../../support/operator.ts';
import { account } from './view.ts';

describe('claims in monitoring', () => {
  const operator = new TestOperator();

  it('are shown of an account', () => {
    const a = operator.account('A', { nats: { tags: ['t'], revocations: new Map([['*', 60]]) } });
    const standing = standingOf(a.jwt, decodeAs('account', a.jwt), false);
    const info = claimsInfo(account(a.publicKey, { standing, nameTag: 'A' })) as Record<
      string,
      unknown
    >;
    assert.deepEqual(Object.keys(info), [
      'jwt',
      'issuer_key',
      'name_tag',
      'tags',
      'decoded_jwt',
      'validation_result_jwt',
      'revoked_user',
    ]);
    assert.equal(info['jwt'], a.jwt);
    assert.equal(info['issuer_key'], operator.key.publicKey);
    assert.deepEqual(info['revoked_user'], { '*': '1970-01-01T00:01:00Z' });
  });

  it('are not there of an account of a configuration', () => {
    assert.deepEqual(claimsInfo(account('A')), { name_tag: 'A' });
  });

  it('are shown of the operators', () => {
    const options = completeOptions(operator.options());
    const info = operatorsInfo(options) as { trusted_operators_claim: { sub: string }[] };
    assert.equal(info.trusted_operators_claim[0]?.sub, operator.key.publicKey);
    assert.deepEqual(operatorsInfo(completeOptions()), {
      trusted_operators_jwt: undefined,
      trusted_operators_claim: undefined,
    });
  });

  it('tell of no revocations where there are none', () => {
    assert.equal(revocationTimes(new Map()), undefined);
  });
});
