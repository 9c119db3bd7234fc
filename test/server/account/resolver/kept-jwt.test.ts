import assert from 'node:assert/strict';
import { readKeptJwt } from '../../../../src/server/account/resolver/kept-jwt.ts';
import { TestOperator } from '../../../support/operator.ts';

describe('readKeptJwt', () => {
  const operator = new TestOperator();

  it('says whose a JWT is, and of when', () => {
    const account = operator.account('A', { at: 1_000, exp: 2_000 });
    const kept = readKeptJwt(account.jwt);
    assert.ok(typeof kept === 'object');
    const { id, ...rest } = kept;
    assert.deepEqual(rest, { accountKey: account.publicKey, issuedAt: 1000, expiresAt: 2000 });
    assert.match(id, /^[A-Z2-7]{52}$/);
  });

  it('has no end for one that never expires, and takes the line end of a file', () => {
    const kept = readKeptJwt(`${operator.account('A').jwt}\n`);
    assert.ok(typeof kept === 'object' && kept.expiresAt === Infinity);
  });

  it('finds out when any part at the end is lost', () => {
    const { jwt } = operator.account('A');
    for (let length = 0; length < jwt.length; length++) {
      assert.equal(typeof readKeptJwt(jwt.slice(0, length)), 'string', `${length} letters`);
    }
  });

  it('says what is wrong', () => {
    const signature = 'A'.repeat(86);
    const part = (claims: unknown) => Buffer.from(JSON.stringify(claims)).toString('base64url');
    for (const [text, problem] of [
      ['', 'expected 3 chunks'],
      ['a.b', 'expected 3 chunks'],
      ['a.b.c.d', 'expected 3 chunks'],
      [`a.b.${signature}A`, 'its signature is not whole'],
      [`a.${part('A')}.${signature}`, 'its claims name nobody'],
      [`a.${part(null)}.${signature}`, 'its claims name nobody'],
      [`a.${part({ sub: 1 })}.${signature}`, 'its claims name nobody'],
      [`a.no json.${signature}`, 'its claims name nobody'],
    ]) {
      assert.equal(readKeptJwt(text!), problem, text);
    }
  });
});
