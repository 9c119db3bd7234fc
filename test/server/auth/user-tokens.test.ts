import assert from 'node:assert/strict';
import { UserTokens } from '../../../src/server/auth/user-tokens.ts';
import { TestOperator } from '../../support/operator.ts';

describe('UserTokens', () => {
  const operator = new TestOperator();
  const account = operator.account('A');

  function read(tokens: UserTokens, jwt: string) {
    const token = tokens.read(jwt);
    assert.ok(typeof token === 'object');
    return token;
  }

  it('reads a token anew until its user was let in', () => {
    const tokens = new UserTokens();
    const { jwt } = account.user('u');
    const token = read(tokens, jwt);
    assert.notEqual(tokens.read(jwt), token);
    tokens.keep(token);
    assert.equal(tokens.read(jwt), token);
  });

  it('forgets who came in longest ago', () => {
    const tokens = new UserTokens(2);
    const [one, two, three] = ['1', '2', '3'].map((name) => read(tokens, account.user(name).jwt));
    for (const token of [one!, two!, one!, three!]) tokens.keep(token);
    assert.equal(tokens.read(one!.jwt), one);
    assert.notEqual(tokens.read(two!.jwt), two);
  });

  it('says what is wrong', () => {
    const tokens = new UserTokens();
    assert.equal(tokens.read('x'), 'expected 3 chunks');
    assert.equal(tokens.read(account.jwt), 'not user claim');
    const odd = account.user('u', { nats: { src: ['nowhere'] } });
    assert.equal(read(tokens, odd.jwt).isSound, false);
  });
});
