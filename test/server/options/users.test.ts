import assert from 'node:assert/strict';
import { userProblems } from '../../../src/server/options/users.ts';

const user = { user: 'a', password: 'b' };

describe('userProblems', () => {
  it('finds a name that two accounts have', () => {
    assert.deepEqual(userProblems({ accounts: { A: { users: [user] }, B: { users: [user] } } }), [
      { text: 'Duplicate user "a" detected', path: ['accounts', 'B', 'users'] },
    ]);
  });

  it('finds a single user or token beside users of accounts', () => {
    const accounts = { A: { users: [user] } };
    const path = ['accounts', 'A', 'users'];
    assert.deepEqual(userProblems({ accounts, authorization: { user: 'x' } }), [
      { text: 'Can not have a single user/pass and accounts', path },
    ]);
    assert.deepEqual(userProblems({ accounts, authorization: { token: 'x' } }), [
      { text: 'Can not have a token and accounts', path },
    ]);
  });

  it('finds nothing in what is right', () => {
    const imports = [{ stream: { account: 'A', subject: 'x' } }];
    const given = {
      accounts: { A: { users: [user], exports: [{ stream: 'x' }] }, B: { imports } },
      authorization: { users: [{ user: 'c' }] },
    };
    assert.deepEqual(userProblems(given), []);
    assert.deepEqual(userProblems({ accounts: ['A'] }), []);
  });
});
