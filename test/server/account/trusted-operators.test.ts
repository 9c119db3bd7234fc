import assert from 'node:assert/strict';
import { decodeAs } from '../../../src/jwt/index.ts';
import { TrustedOperators } from '../../../src/server/account/trusted-operators.ts';
import { TestOperator } from '../../support/operator.ts';

describe('TrustedOperators', () => {
  const operator = new TestOperator();
  const trusted = new TrustedOperators([decodeAs('operator', operator.jwt())]);
  const strictJwt = operator.jwt({ nats: { strict_signing_key_usage: true } });
  const strict = new TrustedOperators([decodeAs('operator', strictJwt)]);
  const byKey = operator.account('A').jwt;
  const bySigningKey = operator.account('A', {}, operator.signingKey).jwt;

  it('trust their keys and signing keys', () => {
    assert.equal(trusted.verify(byKey).type, 'trusted');
    assert.equal(trusted.verify(bySigningKey).type, 'trusted');
    assert.equal(trusted.isStrict(operator.signingKey.publicKey), false);
  });

  it('trust signing keys alone where they are strict', () => {
    assert.equal(strict.verify(byKey).type, 'distrusted');
    assert.equal(strict.verify(bySigningKey).type, 'trusted');
    assert.equal(strict.isStrict(operator.signingKey.publicKey), true);
  });

  it('may be keys alone', () => {
    const keys = new TrustedOperators([], [operator.key.publicKey]);
    assert.equal(keys.verify(byKey).type, 'trusted');
    assert.equal(keys.verify(bySigningKey).type, 'distrusted');
  });

  it('say why not', () => {
    const why = (jwt: string) => {
      const verdict = trusted.verify(jwt);
      return verdict.type === 'distrusted' ? verdict.why : '';
    };
    assert.equal(why(new TestOperator().account('A').jwt), 'account validation failed');
    assert.equal(why(operator.account('A', { exp: 1 }).jwt), 'account validation failed');
    assert.equal(why('x'), 'expected 3 chunks');
    assert.equal(why(operator.jwt()), 'not account claim');
    assert.equal(trusted.verifySignature(operator.account('A', { exp: 1 }).jwt).type, 'trusted');
  });
});
